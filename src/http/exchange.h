// A request and its answer, as handlers see them: no library's types, nothing decoded twice.
//
// Lifetime a Request and all views in it live until its answer has been sent.
// Threads  used by the worker of one connection alone.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/scopes.h"

namespace suggestd::shop {
class Shop;
}

namespace suggestd::http {

struct Route;

class Request {
 public:
  std::string_view method;
  std::string_view path;   // as sent, still percent-encoded
  std::string_view query;  // as sent, without '?'
  std::string_view body;   // unpacked
  bool ndjson = false;     // the body is application/x-ndjson
  std::string_view id;     // the request id, also sent back
  const Route* route = nullptr;
  const Caller* caller = nullptr;  // null: a route that asks for no key
  shop::Shop* shop = nullptr;      // the caller's; null for routes that belong to no shop

  // A header's value, "" if it was not sent.
  std::function<std::string_view(std::string_view name)> header;

  // Moves the connection out of the count of requests into that of followed feeds, until it is answered:
  // for answers that wait. False: too many are followed.
  std::function<bool()> become_stream;

  // Decoded {names} of the route's path. Requires: the route has it.
  std::string_view path_value(std::string_view name) const;

  // Decoded and checked query parameters; an absent one gives the route's default, or "" / 0 / false.
  bool has(std::string_view name) const;
  std::string_view text(std::string_view name) const;
  std::int64_t integer(std::string_view name) const;
  double number(std::string_view name) const;
  bool flag(std::string_view name) const;

  std::vector<std::pair<std::string_view, std::string>> path_values;
  std::vector<std::pair<std::string_view, std::string>> query_values;
};

// Writes an endless answer piece by piece.
class StreamSink {
 public:
  virtual ~StreamSink() = default;
  // False once the client has gone or the server is stopping: the stream must end.
  virtual bool write(std::string_view bytes) = 0;
  virtual bool open() const = 0;
};

struct Response {
  int status = 200;
  std::string_view content_type = "application/json; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string_view, std::string>> headers;
  std::function<void(StreamSink&)> stream;  // set: sent instead of `body`, until it returns

  Response& header(std::string_view name, std::string value) {
    headers.emplace_back(name, std::move(value));
    return *this;
  }
};

// A JSON answer.
Response json_response(int status, std::string body);

}  // namespace suggestd::http
