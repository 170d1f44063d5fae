// From a request's first line to its answer: route, key, rate, query, body, handler, problem. Knows no
// sockets.
//
// Threads  any number of requests at the same time.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "http/exchange.h"
#include "http/key_ring.h"
#include "http/rate_limit.h"
#include "http/router.h"
#include "http/services.h"

namespace suggestd::http {

// A request whose body has not been read yet.
struct Prepared {
  Request request;
  std::string request_id;
  std::optional<Response> refusal;  // set: answer with this, the body doesn't matter
  std::optional<RateVerdict> rate;
  std::string traceparent;  // of the answer; "" if the request carried none
  std::chrono::steady_clock::time_point begin;
};

class Dispatcher {
 public:
  // Requires: `services` and `routes` outlive the dispatcher.
  Dispatcher(const std::vector<Route>& routes, Serves listener, Services& services);

  // Decides all that the head alone decides. `target` and what `header` returns must live until answer().
  Prepared prepare(std::string_view method, std::string_view target,
                   std::function<std::string_view(std::string_view)> header) const;

  // Calls the handler (or takes the refusal) and completes the answer's headers. Never throws.
  Response answer(Prepared& prepared, std::string_view body) const;

 private:
  std::optional<Response> check(Prepared& prepared, std::string_view target) const;
  std::optional<Response> authenticate(Prepared& prepared) const;
  std::optional<Response> check_body_type(Request& request) const;
  Response run(Prepared& prepared) const;
  void record(const Prepared& prepared, const Response& response) const;

  Router router_;
  Services& services_;
};

}  // namespace suggestd::http
