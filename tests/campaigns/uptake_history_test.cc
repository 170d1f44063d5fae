#include "campaigns/uptake_history.h"

#include <catch2/catch.hpp>

#include "campaigns/after_run.h"

namespace suggestd::campaigns {
namespace {

Timestamp day_after(int days) { return kRunAt + std::chrono::days(days); }

Result<CountedOffers> count(AfterRun& shop, const char* campaign, Timestamp until, bool stop = false) {
  const Campaign asked = *parse_campaign(campaign, R"({"days":10})");
  return count_offers(asked, until, shop.runs, shop.store(), store::kShop, [stop] { return stop; });
}

TEST_CASE("what people bought of their lists in the days of a run is counted") {
  AfterRun shop;
  shop.keep("spring", "1",
            {given("ada", false, {"p", "q"}), given("bob", true, {"q"}), given("eve", false, {})});
  shop.order("ada", "q", 3);
  shop.order("ada", "q", 4);   // once is enough
  shop.order("bob", "q", 11);  // too late
  shop.order("bob", "p", 2);   // not on the list
  const auto counted = count(shop, "spring", day_after(10));
  REQUIRE(counted);
  REQUIRE(counted->runs.size() == 1);
  CHECK(counted->people.size() == 2);
  CHECK(counted->people[0].activity == Approx(1.25));
  CHECK(counted->offers.size() == 3);
  CHECK(counted->bought == 1);
}

TEST_CASE("a run whose days are not over tells nothing yet") {
  AfterRun shop;
  shop.keep("spring", "1", {given("ada", false, {"p"})});
  CHECK(count(shop, "spring", day_after(9))->runs.empty());
  CHECK(count(shop, "spring", day_after(10))->runs.size() == 1);
}

TEST_CASE("the campaign's own runs count, and others' only where it has none") {
  AfterRun shop;
  shop.keep("spring", "1", {given("ada", false, {"p"})});
  shop.keep("autumn", "1", {given("ada", false, {"p", "q"})});
  CHECK(count(shop, "autumn", day_after(20))->offers.size() == 2);
  CHECK(count(shop, "winter", day_after(20))->offers.size() == 3);
}

TEST_CASE("only the latest runs count") {
  AfterRun shop;
  const int runs = static_cast<int>(kCountedRuns) + 3;
  for (int run = 0; run < runs; ++run)
    shop.keep("spring", std::to_string(run), {given("ada", false, {"p"})}, run);
  const auto counted = count(shop, "spring", day_after(100));
  REQUIRE(counted);
  CHECK(counted->runs.size() == kCountedRuns);
  CHECK(counted->runs.front().run == std::to_string(runs - 1));
}

TEST_CASE("lists that an earlier release kept tell no places, and count nothing") {
  AfterRun shop;
  shop.keep("spring", "1", {{"ada", false, {"p"}}});
  shop.order("ada", "p", 1);
  CHECK(count(shop, "spring", day_after(20))->runs.empty());
}

TEST_CASE("the counting can be stopped") {
  AfterRun shop;
  shop.keep("spring", "1", {given("ada", false, {"p"})});
  const auto counted = count(shop, "spring", day_after(20), true);
  REQUIRE_FALSE(counted);
  CHECK(counted.error().kind() == ErrorKind::busy);
}

}  // namespace
}  // namespace suggestd::campaigns
