// One address that the server listens on: accepts connections, reads requests, has them answered, and ends
// without losing what it accepted.
//
// Limits   connections beyond max_connections are answered 503 at once; a body beyond max_body_bytes, as
//          sent or unpacked, 413. A refused request with a large body is answered without reading it.
// Stop     no new connections; idle ones are closed; a request that has begun is answered; then the rest
//          is cut off after the drain time.
// Threads  start() and stop() by one thread; requests are answered on the listener's own threads.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "http/dispatcher.h"
#include "http/listener_options.h"

namespace suggestd::http {

class Listener {
 public:
  // Binds and begins to answer. Requires: `dispatcher` outlives the listener. Errors: io if the address
  // can't be had; invalid for a bad certificate. The message names it.
  static Result<std::unique_ptr<Listener>> start(const ListenerOptions& options,
                                                 const Dispatcher& dispatcher);
  ~Listener();  // stops
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // The address with the real port, if port 0 was asked for.
  const std::string& address() const noexcept { return address_; }

  // Read the files of the certificate again, if there is one, and then show it to connections that begin. Errors:
  // invalid.
  Status stage_certificate();
  void show_staged_certificate();

  // Ends as told above under Stop; returns when the last connection is closed.
  void stop();

 private:
  class Parts;
  Listener();

  std::unique_ptr<Parts> parts_;
  std::string address_;
};

}  // namespace suggestd::http
