#include "http/listener.h"

#include <unistd.h>

#include <atomic>
#include <thread>

#include <fmt/format.h>

#include "base/log.h"
#include "base/metrics.h"
#include "base/unique_id.h"
#include "base/unix_address.h"
#include "http/answer_writer.h"
#include "http/problem.h"
#include "http/session.h"
#include "http/wire/acceptor.h"
#include "http/wire/connection_threads.h"
#include "http/wire/listening_socket.h"
#include "http/wire/spare_memory.h"

namespace suggestd::http {
namespace {

std::string busy_answer(Busy reason) {
  const bool address = reason == Busy::address;
  Response response =
      problem_response(address ? 429 : 503,
                       address ? "too many connections are open from this address (http.address_connections)"
                               : "too many connections are open; try again, and keep fewer idle ones");
  const std::string id = make_uuid7();
  add_request_id(response, id);
  return fmt::format(
      "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nRetry-After: 1\r\nX-Request-Id: {}\r\n"
      "Connection: close\r\n\r\n{}",
      address ? "429 Too Many Requests" : "503 Service Unavailable", response.content_type,
      response.body.size(), id, response.body);
}

}  // namespace

class Listener::Parts {
 public:
  Parts(const ListenerOptions& options, const Dispatcher& dispatcher,
        std::unique_ptr<TlsCertificate> certificate)
      : options_(options),
        certificate_(std::move(certificate)),
        writer_(options.keep_alive, options.request_timeout, stopping_),
        shared_{options_, dispatcher, threads_, writer_, stopping_},
        threads_(
            options.max_connections, options.max_streams,
            [this](Connection& connection) { Session(shared_, connection).run(); },
            [&dispatcher](const IpAddress& peer) { return dispatcher.most_connections_from(peer); }),
        acceptor_({options.name, options.keep_alive, certificate_.get()}, threads_, busy_answer),
        metrics_source_(add_metrics_source([this] { update_metrics(); })) {}

  ~Parts() {
    remove_metrics_source(metrics_source_);
    finish();
  }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  Status start(int socket) { return acceptor_.start(socket); }

  TlsCertificate* certificate() const { return certificate_.get(); }

  void finish() {
    if (stopping_.exchange(true)) return;
    acceptor_.stop();
    threads_.for_each([](Connection& connection) { connection.interrupt(); });
    std::thread cut([this] { cut_off_late_ones(); });
    threads_.shutdown();
    all_closed_ = true;
    cut.join();
  }

 private:
  void cut_off_late_ones() {
    const auto end = std::chrono::steady_clock::now() + options_.drain;
    while (!all_closed_ && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    if (all_closed_) return;
    log_warning("connections did not end in time and are cut off", {{"listener", options_.name}});
    threads_.for_each([](Connection& connection) { connection.abort(); });
  }

  void update_metrics() {
    const MetricLabels labels{{"listener", options_.name}};
    gauge("suggestd_http_connections", labels).set(static_cast<double>(threads_.connections()));
    gauge("suggestd_http_streams", labels).set(static_cast<double>(threads_.streams()));
  }

  const ListenerOptions options_;
  const std::unique_ptr<TlsCertificate> certificate_;  // null: without TLS
  std::atomic<bool> stopping_{false};
  std::atomic<bool> all_closed_{false};
  AnswerWriter writer_;
  const Session::Shared shared_;
  ConnectionThreads threads_;
  Acceptor acceptor_;
  const std::size_t metrics_source_;
};

Listener::Listener() = default;
Listener::~Listener() { stop(); }

Result<std::unique_ptr<Listener>> Listener::start(const ListenerOptions& options,
                                                  const Dispatcher& dispatcher) {
  std::unique_ptr<TlsCertificate> certificate;
  if (!options.tls_certificate.empty()) {
    auto read = TlsCertificate::read(options.tls_certificate, options.tls_key);
    if (!read) return read.error();
    certificate = *std::move(read);
  }
  const auto listening =
      listen_on(options.address, options.for_group ? UnixAccess::group : UnixAccess::owner);
  if (!listening) return listening.error();
  bound_spare_memory();
  std::unique_ptr<Listener> listener(new Listener);
  listener->address_ = listening->address;
  listener->parts_ = std::make_unique<Parts>(options, dispatcher, std::move(certificate));
  if (Status started = listener->parts_->start(listening->socket); !started) return started.error();
  return listener;
}

Status Listener::stage_certificate() {
  TlsCertificate* certificate = parts_->certificate();
  return certificate == nullptr ? Status() : certificate->stage();
}

void Listener::show_staged_certificate() {
  if (TlsCertificate* certificate = parts_->certificate()) certificate->show_staged();
}

// A socket's file that nobody listens on would only be in the way of who copies the folder.
void Listener::stop() {
  if (parts_ == nullptr) return;
  parts_->finish();
  if (address_.starts_with(kUnixScheme)) ::unlink(address_.substr(kUnixScheme.size()).c_str());
}

}  // namespace suggestd::http
