#include "campaigns/campaign.h"

#include <catch2/catch.hpp>

namespace suggestd::campaigns {
namespace {

TEST_CASE("a campaign is read back as it was written") {
  const auto whole = parse_campaign("spring", R"({
    "people": {"segment": "lapsed"}, "suppress": {"segment": "no-mail"},
    "products": {"filter": "category == \"Garden\"", "ids": ["p1", "p2"]}, "scenario": "mail", "per_person": 3,
    "caps": {"stock": true, "product": 500, "groups": [{"attribute": "brand", "value": "Acme", "most": 20},
                                                       {"attribute": "category", "most": 9}]},
    "uptake": 0.05, "frequency_days": 14, "holdout": 0.2, "holdout_key": "all", "days": 7, "seed": 3})");
  REQUIRE(whole);
  CHECK(whole->segment == "lapsed");
  CHECK(whole->group_caps.size() == 2);
  CHECK(whole->drawn_by() == "all");
  CHECK(parse_campaign("spring", to_json(*whole)).value() == *whole);
  const auto plain = parse_campaign("spring", "{}");
  REQUIRE(plain);
  CHECK(plain->drawn_by() == "spring");
  CHECK(parse_campaign("spring", to_json(*plain)).value() == *plain);
}

TEST_CASE("what can't be meant is refused at its place") {
  const auto pointer = [](const char* json) {
    const auto campaign = parse_campaign("c", json);
    REQUIRE_FALSE(campaign);
    REQUIRE_FALSE(campaign.error().fields().empty());
    return campaign.error().fields().front().pointer;
  };
  CHECK(pointer(R"({"per_person":0})") == "/per_person");
  CHECK(pointer(R"({"per_person":101})") == "/per_person");
  CHECK(pointer(R"({"holdout":0.95})") == "/holdout");
  CHECK(pointer(R"({"uptake":0})") == "/uptake");
  CHECK(pointer(R"({"people":{}})") == "/people/segment");
  CHECK(pointer(R"({"people":"all"})") == "/people");
  CHECK(pointer(R"({"products":{"ids":[]}})") == "/products/ids");
  CHECK(pointer(R"({"products":{"filter":"price <"}})") == "/products/filter");
  CHECK(pointer(R"({"caps":{"groups":[{"attribute":"colour","most":1}]}})") == "/caps/groups/0/attribute");
  CHECK(pointer(R"({"caps":{"groups":[{"attribute":"brand"}]}})") == "/caps/groups/0/most");
  CHECK(pointer(R"({"cap":1})") == "/cap");
}

}  // namespace
}  // namespace suggestd::campaigns
