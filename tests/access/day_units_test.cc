#include "access/day_units.h"

#include <catch2/catch.hpp>

#include "store/tables/shop_rows.h"
#include "store/temporary_store.h"

namespace suggestd::http {
namespace {

constexpr ShopId kShop{1};
constexpr ShopId kOther{2};
constexpr std::int64_t kMost = 1'000;
const Timestamp kNoon = *parse_rfc3339("2026-01-15T12:00:00Z");

std::int64_t left(DayUnits& days, ShopId shop) {
  return days.of(shop)->admit(kMost, TimeZone(), kNoon).remaining;
}

TEST_CASE("what a shop has used of its day is there after a start, as far as it was saved") {
  const store::TemporaryFolder folder;
  const auto store = store::open_store(store::small_options(folder.path() / "s"));
  {
    DayUnits days(store->meta());
    CHECK(left(days, kShop) == kMost);
    CHECK(left(days, kOther) == kMost);
    days.of(kShop)->charge(300);
    CHECK(days.unsaved() == std::vector{kShop, kOther});
    REQUIRE(days.save(kShop).ok());
    CHECK(days.unsaved() == std::vector{kOther});
    days.of(kShop)->charge(100);
    CHECK(days.unsaved() == std::vector{kShop, kOther});
  }
  DayUnits days(store->meta());
  CHECK(left(days, kShop) == 700);
  CHECK(left(days, kOther) == kMost);
}

TEST_CASE("a shop that is gone is no longer counted") {
  const store::TemporaryFolder folder;
  const auto store = store::open_store(store::small_options(folder.path() / "s"));
  DayUnits days(store->meta());
  days.of(kShop)->charge(1);
  days.forget(kShop);
  CHECK(days.unsaved().empty());
}

TEST_CASE("a row that can't be read closes no shop") {
  const store::TemporaryFolder folder;
  const auto store = store::open_store(store::small_options(folder.path() / "s"));
  const std::string key = store::shop_rows_prefix(store::kDayUnitsRows, kShop) + "used";
  REQUIRE(store->meta().put(key, "\xff").ok());
  DayUnits days(store->meta());
  CHECK(left(days, kShop) == kMost);
  days.of(kShop)->charge(1);
  REQUIRE(days.save(kShop).ok());  // and is mended
  DayUnits again(store->meta());
  CHECK(left(again, kShop) == kMost - 1);
}

TEST_CASE("a row keeps its form on disk") {
  const DayUse use{300, kNoon};
  const auto read = decode_day_use(encode(use));
  REQUIRE(read.ok());
  CHECK(*read == use);
  CHECK_FALSE(decode_day_use("\xff").ok());
}

}  // namespace
}  // namespace suggestd::http
