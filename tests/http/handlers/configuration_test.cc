#include "http/handlers/configuration.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "http/two_shops.h"

namespace suggestd::http {
namespace {

using Json = nlohmann::json;

Response ask(const TwoShops& at, std::string_view method, const std::string& path) {
  return at.ask(TwoShops::route(method, path), path, {{"Authorization", "Bearer " + at.admin}});
}

}  // namespace

TEST_CASE("a value in force is told with the one that waits for a restart") {
  TwoShops at;
  at.services.config.values = [] {
    return std::vector<ConfigValue>{
        {.key = "a.live", .value = "true", .origin = "default", .live = true},
        {.key = "a.fixed", .value = "1", .origin = "F:1:1", .pending = "\"2\"", .pending_origin = "F:2:1"}};
  };
  const Response answer = ask(at, "GET", "/v1/config");
  REQUIRE(answer.status == 200);
  const Json values = Json::parse(answer.body)["values"];
  CHECK(values[0] == Json({{"key", "a.live"},
                           {"value", true},
                           {"origin", "default"},
                           {"applied", "by a reload"},
                           {"pending", nullptr}}));
  CHECK(values[1]["pending"] == Json({{"value", "2"}, {"origin", "F:2:1"}}));
  CHECK(values[1]["applied"] == "at start");
}

TEST_CASE("a reload tells what it applied and what waits") {
  TwoShops at;
  at.services.config.reload = [] {
    return ReloadReport{.applied = {"log.level", "scenario home"}, .need_restart = {"store.path"}};
  };
  const Response answer = ask(at, "POST", "/v1/config/reload");
  REQUIRE(answer.status == 200);
  const Json told = Json::parse(answer.body);
  CHECK(told["applied"] == Json({"log.level", "scenario home"}));
  CHECK(told["need_restart"] == Json::array({"store.path"}));
}

TEST_CASE("a reload that failed is a conflict that names the places, and the status remembers it") {
  TwoShops at;
  Error wrong = invalid("F:3:1: unknown key");
  wrong.add_field("F:3:1", "unknown key");
  const ReloadReport failed{.failure = wrong, .need_restart = {"store.path"}};
  at.services.config.reload = [&] { return failed; };
  at.services.config.last = [&] { return failed; };
  const Response answer = ask(at, "POST", "/v1/config/reload");
  CHECK(answer.status == 409);
  CHECK(Json::parse(answer.body)["errors"][0] == Json({{"pointer", "F:3:1"}, {"detail", "unknown key"}}));
  const Json last = Json::parse(ask(at, "GET", "/v1/status").body)["last_reload"];
  CHECK(last["good"] == false);
  CHECK(last["error"] == "F:3:1: unknown key");
  CHECK(last["need_restart"] == Json::array({"store.path"}));
}

}  // namespace suggestd::http
