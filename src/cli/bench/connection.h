// One HTTP/1.1 keep-alive connection to a server, for measuring: non-blocking, one request at a time, no
// allocation once its buffers have grown.
//
// Errors   io: a connection that can't be made or that breaks. A load run that meets one has nothing to
//          report, so nothing is tried again.
// Threads  one.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace suggestd::cli {

struct ServerAddress {
  std::string host;
  std::string port;
};

// The address in "http://HOST:PORT" (an IPv6 host in brackets). Errors: invalid for anything else.
Result<ServerAddress> parse_server_address(std::string_view url);

struct LoadAnswer {
  int status = 0;
  std::string_view body;  // valid until the next send()
};

class LoadConnection {
 public:
  static Result<std::unique_ptr<LoadConnection>> open(const ServerAddress& address);
  ~LoadConnection();
  LoadConnection(const LoadConnection&) = delete;
  LoadConnection& operator=(const LoadConnection&) = delete;

  int descriptor() const noexcept { return descriptor_; }

  // Writes the whole request; it must fit the socket's buffer, which holds hundreds of kilobytes.
  Status send(std::string_view request);
  // Reads what is there. True once the answer is complete; then answer() holds it.
  Result<bool> receive();
  const LoadAnswer& answer() const noexcept { return answer_; }

  // send(), then waits for an answer that says success; any other is an error (io).
  Status ask(std::string_view request);

 private:
  explicit LoadConnection(int descriptor) : descriptor_(descriptor) {}
  bool parse();

  const int descriptor_;
  std::string buffer_;
  LoadAnswer answer_;
};

// Says that the server has too much to do: 429 or 503.
bool is_refusal(const LoadAnswer& answer) noexcept;

// An error, with what the server said, unless the answer is a success.
Status expect_success(const LoadAnswer& answer);

}  // namespace suggestd::cli
