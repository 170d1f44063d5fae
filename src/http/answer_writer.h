// Writes answers by means of cpp-httplib: status line, headers, content, chunks of a stream.
//
// Why so   the library reads requests leniently, so it gets none: it is handed one of two fixed heads of our
//          own and never sees a byte of the client's. The answer is made before the library is called.
// Threads  any number at the same time, each with a connection of its own.
#pragma once

#include <atomic>
#include <chrono>

#include "base/checked_httplib.h"
#include "http/exchange.h"
#include "http/wire/connection.h"

namespace suggestd::http {

struct AnswerManner {
  bool head_only = false;  // the request was HEAD
  bool close = false;      // the last answer of the connection
  bool old = false;        // the client speaks HTTP/1.0: no chunks, and it must be told to stay
};

class AnswerWriter final : private httplib::Server {
 public:
  // `stopping` ends streams; `patience` is the wait for a client that takes nothing.
  AnswerWriter(std::chrono::seconds keep_alive, std::chrono::milliseconds patience,
               const std::atomic<bool>& stopping);

  // False if it could not be written to its end: the connection must be closed.
  bool write(Connection& connection, Response response, AnswerManner manner);

 private:
  void fill(httplib::Response& answer);
  void fill_stream(httplib::Response& answer);

  const std::chrono::milliseconds patience_;
  const std::atomic<bool>& stopping_;
};

}  // namespace suggestd::http
