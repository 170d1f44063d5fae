#include "http/listener.h"

#include <catch2/catch.hpp>

#include "http/services.h"

namespace suggestd::http {

TEST_CASE("a second server can't have the first one's port") {
  Services services;
  const std::vector<Route> no_routes;
  const Dispatcher dispatcher(no_routes, Serves::shop, services);
  ListenerOptions options;
  options.name = "shop";
  options.address = "127.0.0.1:0";
  const auto first = Listener::start(options, dispatcher);
  REQUIRE(first.ok());
  options.address = (*first)->address();
  const auto second = Listener::start(options, dispatcher);
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().message() == "cannot listen on " + options.address + ": Address already in use");
}

}  // namespace suggestd::http
