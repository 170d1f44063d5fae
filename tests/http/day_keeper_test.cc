#include "http/day_keeper.h"

#include <catch2/catch.hpp>

#include "http/two_shops.h"

namespace suggestd::http {
namespace {

constexpr std::int64_t kMost = 1'000;
constexpr ShopId kNoShop{4'711};
const Timestamp kNoon = *parse_rfc3339("2026-01-15T12:00:00Z");

std::int64_t left(DayUnits& days, ShopId shop) {
  return days.of(shop)->admit(kMost, TimeZone(), kNoon).remaining;
}

TEST_CASE("what shops have used is on disk when the keeper stops, and nothing of a shop that is gone") {
  const TwoShops at;
  store::MetaTable& meta = at.shops->store().meta();
  const ShopId shop = at.shops->find("a")->id();
  DayUnits days(meta);
  for (const ShopId one : {shop, kNoShop}) {
    REQUIRE(left(days, one) == kMost);
    days.of(one)->charge(300);
  }
  {
    const DayKeeper keeper(
        days, [&at] { return at.shops->all(); }, *at.keys);
  }
  CHECK(days.unsaved().empty());
  DayUnits again(meta);
  CHECK(left(again, shop) == kMost - 300);
  CHECK(left(again, kNoShop) == kMost);
}

TEST_CASE("a deleted shop leaves no row of its day") {
  const TwoShops at;
  const std::shared_ptr<shop::Shop> shop = at.shops->find("b");
  DayUnits days(at.shops->store().meta());
  REQUIRE(left(days, shop->id()) == kMost);
  days.of(shop->id())->charge(300);
  REQUIRE(at.shops->remove("b").ok());
  // The keeper has met the list of shops from before the deletion.
  {
    const DayKeeper keeper(
        days, [&shop] { return std::vector{shop}; }, *at.keys);
  }
  DayUnits again(at.shops->store().meta());
  CHECK(left(again, shop->id()) == kMost);
}

TEST_CASE("what a key has used is on disk when the keeper stops") {
  const TwoShops at;
  NewKey key = make_key("a", kShopScopes);
  key.record.units_per_day = kMost;
  REQUIRE(at.keys->add(key).ok());
  DayUnits days(at.shops->store().meta());
  REQUIRE(at.keys->find(key.text)->day->admit(kMost, TimeZone(), now()).allowed);
  at.keys->find(key.text)->day->charge(300);
  {
    const DayKeeper keeper(
        days, [] { return std::vector<std::shared_ptr<shop::Shop>>(); }, *at.keys);
  }
  const auto again = *KeyRing::open(at.shops->store().meta(), at.folder.path() / "s");
  CHECK(again->get(key.record.caller.key_id)->day.units == 300);
}

}  // namespace
}  // namespace suggestd::http
