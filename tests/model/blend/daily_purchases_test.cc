#include "model/blend/daily_purchases.h"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <random>

namespace suggestd::model {
namespace {

TEST_CASE("a purchase counts half after 30 days, and nothing after 256") {
  DailyPurchases purchases;
  CHECK(purchases.left_at(20'000) == 0);
  purchases.add(20'000);
  CHECK(purchases.left_at(20'000) == 1);
  CHECK(purchases.left_at(20'030) == 0.5);
  CHECK(purchases.left_at(20'256) > 0);
  CHECK(purchases.left_at(20'257) == 0);
  CHECK(purchases.left_at(19'999) == 1);  // a purchase that is dated ahead
}

TEST_CASE("a day that a wrong clock has put years ahead takes no other's place") {
  DailyPurchases purchases;
  for (std::int32_t day = 20'000; day < 20'100; ++day) purchases.add(day);
  const double before = purchases.left_at(20'100);
  purchases.add(24'000);
  CHECK(purchases.left_at(20'100) == before + 1);
  purchases.add(20'100);
  CHECK(purchases.left_at(20'100) == before + 2);
}

TEST_CASE("no more days are kept than kMostDays, the latest, in whatever order they come") {
  DailyPurchases one;
  DailyPurchases other;
  const auto days = static_cast<std::int32_t>(DailyPurchases::kMostDays) + 100;
  for (std::int32_t day = 0; day < days; ++day) {
    one.add(day);
    other.add(days - 1 - day);
  }
  CHECK(one.days().size() == DailyPurchases::kMostDays);
  CHECK(one == other);
}

TEST_CASE("a copy keeps what it has") {
  DailyPurchases purchases;
  purchases.add(1);
  const DailyPurchases before = purchases;
  purchases.add(1);
  CHECK(before.left_at(1) == 1);
  CHECK(purchases.left_at(1) == 2);
}

TEST_CASE("the order of counting does not matter, nor what was taken back") {
  CHECK(rc::check([](const std::vector<std::uint16_t>& days, std::uint16_t more) {
    std::vector<std::int32_t> counted;
    for (const std::uint16_t day : days) counted.push_back(20'000 + day % 200);
    DailyPurchases one;
    for (const std::int32_t day : counted) one.add(day);
    std::ranges::shuffle(counted, std::mt19937(more));
    DailyPurchases other;
    other.add(20'000 + more % 200);
    for (const std::int32_t day : counted) other.add(day);
    other.remove(20'000 + more % 200);
    RC_ASSERT(one == other);
    RC_ASSERT(one.left_at(20'200) == other.left_at(20'200));
  }));
}

TEST_CASE("what was never counted can't be taken back") {
  DailyPurchases purchases;
  purchases.remove(3);
  purchases.add(4);
  purchases.remove(3);
  CHECK(purchases.left_at(4) == 1);
  CHECK(purchases == DailyPurchases(std::vector<DailyPurchases::Day>{{4, 1}}));
}

}  // namespace
}  // namespace suggestd::model
