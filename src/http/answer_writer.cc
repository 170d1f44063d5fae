#include "http/answer_writer.h"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace suggestd::http {
namespace {

constexpr std::string_view kGet = "GET / HTTP/1.1\r\n\r\n";
constexpr std::string_view kHead = "HEAD / HTTP/1.1\r\n\r\n";
constexpr std::size_t kAnswersPerConnection = 1'000'000;  // told in the header Keep-Alive, and not counted

// The client that the library sees: it sends one of the fixed heads, and takes the answer.
class FixedClient final : public httplib::Stream {
 public:
  FixedClient(std::string_view head, Connection& connection) : head_(head), connection_(connection) {}

  bool is_readable() const override { return !head_.empty(); }
  bool is_writable() const override { return !connection_.broken(); }
  ssize_t read(char* to, std::size_t size) override {
    const std::size_t count = std::min(size, head_.size());
    std::memcpy(to, head_.data(), count);
    head_.remove_prefix(count);
    return static_cast<ssize_t>(count);
  }
  ssize_t write(const char* from, std::size_t size) override {
    return connection_.write({from, size}) ? static_cast<ssize_t>(size) : -1;
  }
  // The library copies both into headers of the request; nothing reads them.
  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    ip.clear();
    port = 0;
  }
  void get_local_ip_and_port(std::string& ip, int& port) const override { get_remote_ip_and_port(ip, port); }
  socket_t socket() const override { return INVALID_SOCKET; }

 private:
  std::string_view head_;
  Connection& connection_;
};

// A feed that is being followed. A slow client is waited for in write(), by the connection's patience.
class StreamToClient final : public StreamSink {
 public:
  StreamToClient(httplib::DataSink& sink, Connection& connection, const std::atomic<bool>& stopping)
      : sink_(sink), connection_(connection), stopping_(stopping) {}
  bool write(std::string_view bytes) override { return open() && sink_.write(bytes.data(), bytes.size()); }
  bool open() const override { return !stopping_ && !connection_.client_left(); }

 private:
  httplib::DataSink& sink_;
  Connection& connection_;
  const std::atomic<bool>& stopping_;
};

// The answer that this thread has the library write.
struct Current {
  Connection* connection = nullptr;
  Response* response = nullptr;
  AnswerManner manner;
};
thread_local Current current;

}  // namespace

AnswerWriter::AnswerWriter(std::chrono::seconds keep_alive, std::chrono::milliseconds patience,
                           const std::atomic<bool>& stopping)
    : patience_(patience), stopping_(stopping) {
  set_keep_alive_max_count(kAnswersPerConnection);
  set_keep_alive_timeout(keep_alive.count());
  svr_sock_ = 0;  // the library takes an invalid one for a server that is shutting down, and ends streams
  set_pre_routing_handler([this](const httplib::Request&, httplib::Response& answer) {
    fill(answer);
    return HandlerResponse::Handled;
  });
}

bool AnswerWriter::write(Connection& connection, Response response, AnswerManner manner) {
  current = {&connection, &response, manner};
  FixedClient client(manner.head_only ? kHead : kGet, connection);
  bool closed = false;
  const bool written = process_request(client, manner.close, closed, nullptr);
  current = {};
  return connection.flush() && written;
}

void AnswerWriter::fill(httplib::Response& answer) {
  Response& ours = *current.response;
  answer.status = ours.status;
  for (auto& [name, value] : ours.headers) answer.headers.emplace(name, std::move(value));
  answer.headers.emplace("Content-Type", ours.content_type);
  if (current.manner.old && !current.manner.close) answer.headers.emplace("Connection", "keep-alive");
  if (ours.stream) {
    fill_stream(answer);
  } else {
    answer.body = std::move(ours.body);
  }
}

void AnswerWriter::fill_stream(httplib::Response& answer) {
  current.connection->write_through(patience_);
  const auto write = [this, connection = current.connection,
                      stream = std::move(current.response->stream)](httplib::DataSink& sink) {
    StreamToClient client(sink, *connection, stopping_);
    stream(client);
    // A broken answer gets no last chunk, so that the client knows that something is missing.
    if (connection->broken()) return false;
    sink.done();
    return true;
  };
  const std::string type = answer.get_header_value("Content-Type");
  answer.headers.erase("Content-Type");
  if (current.manner.old) {
    answer.set_content_provider(type, [write](std::size_t, httplib::DataSink& sink) { return write(sink); });
  } else {
    answer.set_chunked_content_provider(
        type, [write](std::size_t, httplib::DataSink& sink) { return write(sink); });
  }
}

}  // namespace suggestd::http
