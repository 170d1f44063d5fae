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

#include "access/scopes.h"
#include "base/result.h"
#include "base/work_budget.h"
#include "http/forwarded.h"
#include "store/commit/repeats.h"

namespace suggestd::shop {
class Shop;
}

namespace suggestd::http {

struct Route;
struct SignedIn;
struct Terms;

class Request {
 public:
  std::string_view method;
  std::string_view path;   // as sent, still percent-encoded
  std::string_view query;  // as sent, without '?'
  std::string_view body;   // unpacked
  bool ndjson = false;     // the body is application/x-ndjson
  std::string_view id;     // the request id, also sent back
  const Route* route = nullptr;
  bool for_admin = false;               // it came in by the administrators' listener
  const Caller* caller = nullptr;       // null: a route that asks for no key
  const SignedIn* signed_in = nullptr;  // the caller's session, if an account calls
  shop::Shop* shop = nullptr;           // the caller's; null for routes that belong to no shop
  store::Repeat repeat;  // of its Idempotency-Key; goes with everything that the handler writes

  // The client: the other end of the connection, or whom the trusted proxies name.
  Sender from;

  // A header's value, "" if it was not sent.
  std::function<std::string_view(std::string_view name)> header;

  // The budget of this request; never null while a handler runs.
  WorkBudget* budget = nullptr;

  // Limits, waits and durability by the configuration (http/terms.h); never null while a handler runs.
  const Terms* terms = nullptr;

  // Moves the connection out of the count of requests into that of followed feeds, until it is answered:
  // for answers that wait. False: too many are followed.
  std::function<bool()> become_stream;

  // True once nobody waits for the answer any more: the client has closed its connection, or the server stops
  // and cuts off late requests. Costs a read of the clock; the socket is looked at every few milliseconds, so
  // work may ask between any two steps of about a microsecond. Stays true.
  std::function<bool()> abandoned = [] { return false; };

  // The client's network as text, as tries and rates are counted; "" on a Unix socket.
  std::string client() const;

  // Decoded {names} of the route's path. Requires: the route has it.
  std::string_view path_value(std::string_view name) const;

  // Decoded and checked query parameters; an absent one gives the route's default, or "" / 0 / false.
  bool has(std::string_view name) const;
  std::string_view text(std::string_view name) const;
  std::int64_t integer(std::string_view name) const;
  double number(std::string_view name) const;
  bool flag(std::string_view name) const;

  std::vector<std::pair<std::string_view, std::string>> path_values;
  std::vector<std::pair<std::string, std::string>> query_values;
};

// Writes an endless answer piece by piece.
class StreamSink {
 public:
  virtual ~StreamSink() = default;
  // False once the client has gone or the server is stopping: the stream must end.
  virtual bool write(std::string_view bytes) = 0;
  virtual bool open() const = 0;
};

// Told to the audit log of a change where the request alone does not say it.
struct AuditNote {
  std::string actor;  // the address of a person who has just signed in
  std::string shop;   // that was changed
};

struct Response {
  int status = 200;
  std::string_view content_type = "application/json; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string_view, std::string>> headers;
  std::function<void(StreamSink&)> stream;  // set: sent instead of `body`, until it returns
  AuditNote audit;

  Response& header(std::string_view name, std::string value) {
    headers.emplace_back(name, std::move(value));
    return *this;
  }
};

// Adds the header that says that the request was made before, if it was.
void add_repeated(Response& response, bool repeated);

// A JSON answer.
Response json_response(int status, std::string body);

}  // namespace suggestd::http
