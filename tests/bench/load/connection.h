// One HTTP/1.1 keep-alive connection to a server on this machine, for measuring: non-blocking, one
// request at a time, no allocation once its buffers have grown.
//
// Errors   by exception (std::runtime_error): a load run that meets one has nothing to report.
// Threads  of one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace load {

struct Response {
  int status = 0;
  std::string_view head;  // status line and headers; valid until the next send()
  std::string_view body;
};

class Connection {
 public:
  explicit Connection(std::uint16_t port);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int descriptor() const noexcept { return descriptor_; }

  // Writes the whole request; it must fit the socket's buffer, which holds hundreds of kilobytes.
  void send(std::string_view request);
  // Reads what is there. True once the answer is complete; then response() holds it.
  bool receive();
  const Response& response() const noexcept { return response_; }

  // send(), then waits for the answer.
  const Response& ask(std::string_view request);

 private:
  bool parse();

  int descriptor_ = -1;
  std::string buffer_;
  Response response_;
};

// The sequence of "Name: <epoch>:<seq>" in `head`; 0 if the header is missing.
std::uint64_t header_sequence(std::string_view head, std::string_view name);

}  // namespace load
