#include "shop/shop_settings.h"

#include <catch2/catch.hpp>

namespace suggestd::shop {
namespace {

constexpr std::string_view kWhole =
    R"({"mode":"read_only","consistency":{"standard":"prefix","strongest":"session"},)"
    R"("limits":{"units_per_second":5},"time_zone":"Europe/Berlin"})";
constexpr std::string_view kOwnModel =
    R"({"mode":"open","time_zone":"Asia/Tokyo","currency":"JPY","model":{"dimensions":64,"view_confidence":0.2}})";
constexpr std::string_view kAllLimits =
    R"({"mode":"open","consent":"required","limits":{"autoscale_units_per_second":5,"units_per_day":6,"max_body_bytes":2048}})";

TEST_CASE("settings come back as they were written") {
  CHECK(to_json(*parse_shop_settings(kWhole)) == kWhole);
  CHECK(to_json(*parse_shop_settings(kAllLimits)) == kAllLimits);
  CHECK(to_json(*parse_shop_settings(kOwnModel)) == kOwnModel);
  CHECK(*parse_shop_settings(kOwnModel) == *parse_shop_settings(kOwnModel));
  CHECK(to_json(*parse_shop_settings("")) == R"({"mode":"open"})");
  CHECK(to_json(*parse_shop_settings(R"({"consent":"assumed"})")) == R"({"mode":"open"})");
}

TEST_CASE("a patch of settings keeps the rest, and null takes one away") {
  const ShopSettings whole = *parse_shop_settings(kWhole);
  CHECK(to_json(*patched(whole, R"({"mode":"maintenance","consistency":null})")) ==
        R"({"mode":"maintenance","limits":{"units_per_second":5},"time_zone":"Europe/Berlin"})");
  CHECK(
      to_json(*patched(
          whole, R"({"consistency":{"standard":null},"limits":{"units_per_second":0},"time_zone":null})")) ==
      R"({"mode":"read_only","consistency":{"strongest":"session"},"limits":{"units_per_second":0}})");
}

TEST_CASE("a patch of the model keeps its other options") {
  const ShopSettings own = *parse_shop_settings(kOwnModel);
  CHECK(to_json(*patched(own, R"({"model":{"dimensions":null,"half_life_days":0},"currency":null})")) ==
        R"({"mode":"open","time_zone":"Asia/Tokyo","model":{"half_life_days":0,"view_confidence":0.2}})");
  CHECK(to_json(*patched(own, R"({"model":null})")) ==
        R"({"mode":"open","time_zone":"Asia/Tokyo","currency":"JPY"})");
}

TEST_CASE("settings that make no sense are refused with their place") {
  const auto [json, pointer] = GENERATE(table<const char*, const char*>({
      {R"({"mode":"closed"})", "/mode"},
      {R"({"mod":"open"})", "/mod"},
      {R"({"consent":"asked"})", "/consent"},
      {R"({"consistency":{"standard":"strong","strongest":"prefix"}})", "/consistency/standard"},
      {R"({"consistency":{"standard":"quick"}})", "/consistency/standard"},
      {R"({"limits":{"units_per_second":-1}})", "/limits/units_per_second"},
      {R"({"limits":{"units_per_day":-1}})", "/limits/units_per_day"},
      {R"({"limits":{"max_body_bytes":100}})", "/limits/max_body_bytes"},
      {R"({"limits":5})", "/limits"},
      {R"({"time_zone":"Mars"})", "/time_zone"},
      {R"({"currency":"XXQ"})", "/currency"},
      {R"({"currency":"euro"})", "/currency"},
      {R"({"model":128})", "/model"},
      {R"({"model":{"dimension":128}})", "/model/dimension"},
      {R"({"model":{"dimensions":7}})", "/model/dimensions"},
      {R"({"model":{"dimensions":513}})", "/model/dimensions"},
      {R"({"model":{"dimensions":64.5}})", "/model/dimensions"},
      {R"({"model":{"view_confidence":1.5}})", "/model/view_confidence"},
      {R"({"model":{"purchase_confidence":"much"}})", "/model/purchase_confidence"},
      {R"({"model":{"leave_out_unlikely":1}})", "/model/leave_out_unlikely"},
  }));
  const auto refused = parse_shop_settings(json);
  REQUIRE_FALSE(refused.ok());
  REQUIRE(!refused.error().fields().empty());
  CHECK(refused.error().fields().front().pointer == pointer);
}

TEST_CASE(
    "a level that is not set is the configured one, and the standard is never stronger than the strongest") {
  const ConsistencyRange configured{Consistency::session, Consistency::strong};
  const ConsistencyRange unset = ShopSettings().reads(configured);
  CHECK(unset.standard == Consistency::session);
  CHECK(unset.strongest == Consistency::strong);
  ShopSettings weak;
  weak.strongest = Consistency::prefix;
  CHECK(weak.reads(configured).standard == Consistency::prefix);
}

}  // namespace
}  // namespace suggestd::shop
