#include "http/listener.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <atomic>
#include <charconv>
#include <mutex>
#include <set>
#include <thread>

#include <fmt/format.h>

#include "base/log.h"
#include "base/metrics.h"
#include "base/this_thread.h"
#include "http/checked_httplib.h"
#include "http/connection.h"
#include "http/connection_threads.h"
#include "http/problem.h"

namespace suggestd::http {
namespace {

constexpr int kBacklog = 1024;                                   // the library's is 5
constexpr std::size_t kHeadBytes = std::size_t{64} << 10U;       // request line and headers
constexpr std::size_t kSmallBodyBytes = std::size_t{64} << 10U;  // read even if the request is refused
constexpr std::size_t kRequestsPerConnection = 1'000'000;

// An address that connections of an earlier process still hold can be had again at once. The library's
// own option is SO_REUSEPORT, with which a second server shares the port in silence, and each answers
// some of the requests.
void take_address_alone(int socket) {
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
}

struct HostPort {
  std::string host;
  int port = 0;
};

// Requires: the configuration has checked the form.
HostPort split_address(std::string_view address) {
  const std::size_t colon = address.rfind(':');
  std::string_view host = address.substr(0, colon);
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  int port = 0;
  std::from_chars(address.data() + colon + 1, address.data() + address.size(), port);
  return {std::string(host), port};
}

std::string_view header_of(const httplib::Request& request, const std::string& name) {
  const auto found = request.headers.find(name);
  return found == request.headers.end() ? std::string_view() : std::string_view(found->second);
}

bool has_body(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH" || method == "DELETE";
}

// How long the body says it is; nothing if it comes in chunks or says nonsense.
std::optional<std::size_t> announced_length(const httplib::Request& request) {
  if (!header_of(request, "Transfer-Encoding").empty()) return std::nullopt;
  const std::string_view text = header_of(request, "Content-Length");
  if (text.empty()) return 0;
  std::size_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return length;
}

// A feed that is being followed, on top of the library's chunked answer.
class ChunkSink final : public StreamSink {
 public:
  ChunkSink(httplib::DataSink& sink, const std::atomic<bool>& stopping) : sink_(sink), stopping_(stopping) {}
  bool write(std::string_view bytes) override {
    return open() && sink_.write(bytes.data(), bytes.size()) && sink_.is_writable();
  }
  bool open() const override { return !stopping_ && sink_.is_writable(); }

 private:
  httplib::DataSink& sink_;
  const std::atomic<bool>& stopping_;
};

}  // namespace

// The library's server with our connections in place of its own, and no regular expressions: every request
// is handed to the dispatcher by its raw target.
class Listener::Server final : public httplib::Server {
 public:
  Server(const ListenerOptions& options, const Dispatcher& dispatcher)
      : options_(options), dispatcher_(dispatcher) {
    set_tcp_nodelay(true);
    set_read_timeout(options.request_timeout);
    set_write_timeout(options.request_timeout);
    set_payload_max_length(options.max_body_bytes);
    set_keep_alive_max_count(kRequestsPerConnection);
    set_keep_alive_timeout(options.keep_alive.count());
    set_socket_options([this](socket_t socket) {
      take_address_alone(socket);
      listening_ = socket;
    });
    new_task_queue = [this] {
      auto* threads = new ConnectionThreads(options_.max_connections, options_.max_streams);
      threads_ = threads;  // the library owns it, to the end of listen_after_bind()
      return threads;
    };
    install_handlers();
    metrics_source_ = add_metrics_source([this] { update_metrics(); });
  }

  ~Server() override { remove_metrics_source(metrics_source_); }  // if it never ran

  Result<int> bind() {
    const HostPort wanted = split_address(options_.address);
    errno = 0;
    const int port = wanted.port == 0 ? bind_to_any_port(wanted.host)
                                      : (bind_to_port(wanted.host, wanted.port) ? wanted.port : -1);
    if (port <= 0) return errno_error(fmt::format("cannot listen on {}", options_.address), errno);
    ::listen(listening_, kBacklog);
    return port;
  }

  void run() {
    thread_ = std::thread([this] {
      name_this_thread("listener");
      listen_after_bind();
    });
    while (!is_running()) std::this_thread::yield();
  }

  void finish() {
    if (!thread_.joinable()) return;
    remove_metrics_source(metrics_source_);  // it looks at threads_, which ends with the loop
    stopping_ = true;
    stop();
    for_each_connection([](Connection& connection) { connection.interrupt(); });
    std::thread cut([this] { cut_off_late_ones(); });
    thread_.join();
    all_closed_ = true;
    cut.join();
  }

 private:
  struct Current {
    Connection* connection = nullptr;
    Prepared prepared;
    std::string body;
    bool streaming = false;
  };
  static thread_local Current current;

  // --- Connections

  // In place of the library's loop: our stream, and a wait that a stop ends.
  bool process_and_close_socket(socket_t socket) override {
    if (this_connection_is_refused()) {
      refuse(socket);
    } else {
      Connection connection(socket);
      keep_serving(connection);
    }
    ::shutdown(socket, SHUT_RDWR);
    ::close(socket);
    return true;
  }

  void keep_serving(Connection& connection) {
    enter(connection);
    current.connection = &connection;
    while (!stopping_ && connection.wait_for_request(options_.keep_alive)) {
      connection.begin_request(kHeadBytes + options_.max_body_bytes + options_.max_body_bytes / 8);
      bool closed = false;
      const bool good = process_request(connection, stopping_, closed, make_harmless);
      end_stream();
      if (!connection.flush() || !good || closed) break;
      if (connection.closes_after_answer()) {
        connection.linger();
        break;
      }
    }
    current.connection = nullptr;
    leave(connection);
  }

  // Runs between the library's parsing and its routing: takes away what would make it compress answers at a
  // cost of milliseconds, cut answers into ranges, or match its regular expressions against a long path.
  static void make_harmless(httplib::Request& request) {
    request.headers.erase("Accept-Encoding");
    request.headers.erase("Range");
    request.ranges.clear();
    request.path.assign(1, '/');
  }

  void refuse(socket_t socket) {
    counter("suggestd_http_refused_total",
            fmt::format("listener=\"{}\",reason=\"connections\"", options_.name))
        .add();
    Response response =
        problem_response(503, "too many connections are open; try again, and keep fewer idle ones");
    add_request_id(response, "");
    const std::string answer = fmt::format(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: {}\r\nContent-Length: {}\r\nRetry-After: 1\r\n"
        "Connection: close\r\n\r\n{}",
        response.content_type, response.body.size(), response.body);
    ::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    ::shutdown(socket, SHUT_WR);
  }

  void enter(Connection& connection) {
    const std::lock_guard lock(open_mutex_);
    open_.insert(&connection);
  }

  void leave(Connection& connection) {
    const std::lock_guard lock(open_mutex_);
    open_.erase(&connection);
  }

  template <class Visit>
  void for_each_connection(Visit visit) {
    const std::lock_guard lock(open_mutex_);
    for (Connection* connection : open_) visit(*connection);
  }

  void cut_off_late_ones() {
    const auto end = std::chrono::steady_clock::now() + options_.drain;
    while (!all_closed_ && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    if (all_closed_) return;
    log_warning("connections did not end in time and are cut off", {{"listener", options_.name}});
    for_each_connection([](Connection& connection) { connection.abort(); });
  }

  // --- Requests

  void install_handlers() {
    set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      return begin_request(request, response) ? HandlerResponse::Handled : HandlerResponse::Unhandled;
    });
    const auto with_body = [this](const httplib::Request& request, httplib::Response& response,
                                  const httplib::ContentReader& reader) {
      finish_request(request, response, reader);
    };
    Post("/", with_body);
    Put("/", with_body);
    Patch("/", with_body);
    Delete("/", with_body);
    set_error_handler([this](const httplib::Request&, httplib::Response& response) {
      if (response.body.empty()) complain(response);
    });
  }

  // What the library itself refuses: a broken request line, headers or target that are too long.
  void complain(httplib::Response& response) {
    current.connection->close_after_answer();
    Response problem = problem_response(response.status, "the request can't be read as HTTP/1.1");
    add_request_id(problem, "");
    send(std::move(problem), response);
  }

  bool become_stream() {
    if (!current.streaming) current.streaming = threads_.load()->begin_stream();
    if (!current.streaming)
      counter("suggestd_http_refused_total", fmt::format("listener=\"{}\",reason=\"streams\"", options_.name))
          .add();
    return current.streaming;
  }

  void end_stream() {
    if (current.streaming) threads_.load()->end_stream();
    current.streaming = false;
  }

  // True if the answer is ready without the body.
  bool begin_request(const httplib::Request& request, httplib::Response& response) {
    Current& now = current;
    now.prepared = dispatcher_.prepare(request.method, request.target, [&request](std::string_view name) {
      return header_of(request, std::string(name));
    });
    now.prepared.request.become_stream = [this] { return become_stream(); };
    if (has_body(request.method)) {
      const auto length = announced_length(request);
      const bool large = length && *length > options_.max_body_bytes;
      if (large && !now.prepared.refusal) now.prepared.refusal = too_large();
      const bool worth_reading = length && *length <= kSmallBodyBytes && !large;
      if (worth_reading || !now.prepared.refusal) return false;
      now.connection->close_after_answer();
    }
    send(dispatcher_.answer(now.prepared, {}), response);
    return true;
  }

  void finish_request(const httplib::Request& request, httplib::Response& response,
                      const httplib::ContentReader& reader) {
    Current& now = current;
    now.body.clear();
    if (announced_length(request) != std::size_t{0} && !read_body(request, reader)) {
      now.connection->close_after_answer();
      const bool large = now.body.size() > options_.max_body_bytes || now.connection->over_budget();
      now.prepared.refusal =
          large ? too_large() : problem_response(400, "the body ended early or can't be unpacked");
    }
    send(dispatcher_.answer(now.prepared, now.body), response);
    if (now.body.capacity() > kSmallBodyBytes) std::string().swap(now.body);
  }

  bool read_body(const httplib::Request& request, const httplib::ContentReader& reader) {
    if (request.is_multipart_form_data()) return false;
    std::string& body = current.body;
    return reader([&](const char* data, std::size_t size) {
      body.append(data, size);
      return body.size() <= options_.max_body_bytes;
    });
  }

  Response too_large() const {
    return problem_response(413, fmt::format("the body may have {} bytes", options_.max_body_bytes));
  }

  // --- Answers

  void send(Response ours, httplib::Response& response) {
    response.status = ours.status;
    for (auto& [name, value] : ours.headers) response.headers.emplace(name, std::move(value));
    if (current.connection->closes_after_answer()) response.headers.emplace("Connection", "close");
    response.headers.emplace("Content-Type", ours.content_type);
    if (ours.stream) {
      stream(std::move(ours.stream), response);
    } else {
      response.body = std::move(ours.body);
    }
  }

  void stream(std::function<void(StreamSink&)> write, httplib::Response& response) {
    current.connection->write_through();
    current.connection->close_after_answer();
    response.set_chunked_content_provider(
        response.get_header_value("Content-Type"),
        [this, write = std::move(write)](std::size_t, httplib::DataSink& sink) {
          ChunkSink chunks(sink, stopping_);
          write(chunks);
          sink.done();
          return true;
        });
  }

  void update_metrics() {
    const ConnectionThreads* threads = threads_;
    const std::string labels = fmt::format("listener=\"{}\"", options_.name);
    gauge("suggestd_http_connections", labels).set(threads ? static_cast<double>(threads->connections()) : 0);
    gauge("suggestd_http_streams", labels).set(threads ? static_cast<double>(threads->streams()) : 0);
  }

  const ListenerOptions options_;
  const Dispatcher& dispatcher_;
  std::size_t metrics_source_ = 0;
  socket_t listening_ = INVALID_SOCKET;
  std::thread thread_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> all_closed_{false};
  std::atomic<ConnectionThreads*> threads_{nullptr};

  std::mutex open_mutex_;
  std::set<Connection*> open_;  // guarded by open_mutex_
};

thread_local Listener::Server::Current Listener::Server::current;

Listener::Listener() = default;
Listener::~Listener() { stop(); }

Result<std::unique_ptr<Listener>> Listener::start(const ListenerOptions& options,
                                                  const Dispatcher& dispatcher) {
  std::unique_ptr<Listener> listener(new Listener);
  listener->server_ = std::make_unique<Server>(options, dispatcher);
  const auto port = listener->server_->bind();
  if (!port) return port.error();
  listener->address_ = fmt::format("{}:{}", options.address.substr(0, options.address.rfind(':')), *port);
  listener->server_->run();
  return listener;
}

void Listener::stop() {
  if (server_ != nullptr) server_->finish();
}

}  // namespace suggestd::http
