// One address that the server listens on: accepts connections, reads requests, has them answered, and ends
// without losing what it accepted.
//
// Limits   connections beyond max_connections are answered 503 at once; a body beyond max_body_bytes, as
//          sent or unpacked, 413. A refused request with a large body is answered without reading it.
// Stop     no new connections; idle ones are closed; a request that has begun is answered; then the rest
//          is cut off after the drain time.
// Threads  start() and stop() by one thread; requests are answered on the listener's own threads.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "base/result.h"
#include "http/dispatcher.h"

namespace suggestd::http {

struct ListenerOptions {
  std::string name;     // in metrics: "shop", "admin"
  std::string address;  // "127.0.0.1:8600", "[::1]:0"
  std::size_t max_connections = 1024;
  std::size_t max_streams = 64;
  std::size_t max_body_bytes = std::size_t{32} << 20U;
  std::chrono::seconds keep_alive{60};
  std::chrono::seconds request_timeout{30};
  std::chrono::seconds drain{10};
};

class Listener {
 public:
  // Binds and begins to answer. Requires: `dispatcher` outlives the listener. Errors: io if the address
  // can't be had; the message names it.
  static Result<std::unique_ptr<Listener>> start(const ListenerOptions& options,
                                                 const Dispatcher& dispatcher);
  ~Listener();  // stops
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // The address with the real port, if port 0 was asked for.
  const std::string& address() const noexcept { return address_; }

  // Ends as told above; returns when the last connection is closed.
  void stop();

 private:
  class Server;
  Listener();

  std::unique_ptr<Server> server_;
  std::string address_;
};

}  // namespace suggestd::http
