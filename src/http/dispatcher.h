// From a request's first line to its answer: route, key or session, rate, query, body, handler, problem. Knows no
// sockets.
//
// Threads  any number of requests at the same time.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "access/bucket_table.h"
#include "http/arrival.h"
#include "http/exchange.h"
#include "http/prepared.h"
#include "http/router.h"
#include "http/services.h"

namespace suggestd::http {

class Dispatcher {
 public:
  // Requires: `services` and `routes` outlive the dispatcher.
  // `owner`: whom a request without a key comes from; null: from a stranger.
  Dispatcher(const std::vector<Route>& routes, Serves listener, Services& services,
             const Caller* owner = nullptr);

  // Decides everything that depends on the head alone.
  Prepared prepare(Arrival arrival) const;

  // How many connections the client at the other end of one may hold; 0: no limit.
  std::size_t most_connections_from(const IpAddress& peer) const;

  // Calls the handler (or takes the refusal) and completes the answer's headers. Never throws.
  Response answer(Prepared& prepared, std::string_view body) const;

 private:
  std::optional<Response> check(Prepared& prepared, std::string_view target) const;
  std::optional<Response> authenticate(Prepared& prepared) const;
  std::optional<Response> identify(Prepared& prepared) const;
  std::optional<Response> check_key(Prepared& prepared, std::string_view header) const;
  std::optional<Response> check_token(Prepared& prepared, std::string_view token) const;
  std::optional<Response> check_session(Prepared& prepared, std::string_view token) const;
  std::optional<Response> take_rate(Prepared& prepared) const;
  std::optional<Response> take_key_day(Prepared& prepared) const;
  std::optional<Response> take_address_rate(Prepared& prepared) const;
  bool serves_browsers() const;
  std::optional<Response> choose_shop(Prepared& prepared) const;
  std::optional<Response> take_units(Prepared& prepared) const;
  std::optional<Response> check_body_type(Request& request) const;
  Response not_routed(const Match& match, const Request& request) const;
  static std::optional<Response> check_load(const Request& request);
  Response run(Prepared& prepared) const;

  const Serves listener_;
  Router router_;
  Router elsewhere_;  // what the other listener serves
  Services& services_;
  const Caller* owner_;
  mutable BucketTable shopper_rates_;
  mutable BucketTable address_rates_;
};

}  // namespace suggestd::http
