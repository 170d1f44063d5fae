#include "lookup/row_places.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <random>
#include <set>

#include "seed.h"

using namespace suggestd;
using namespace suggestd::lookup;

namespace {

constexpr std::uint32_t kRows = 64;  // of a block

std::uint32_t block_of(std::uint32_t place) { return place / kRows; }

}  // namespace

TEST_CASE("no two rows stand at one place, whatever became of their lengths", "[model]") {
  std::mt19937 random = random_numbers(5);
  RowPlaces places;
  std::map<std::uint32_t, std::uint32_t> expected;  // row, place
  for (int step = 0; step < 20'000; ++step) {
    const auto row = static_cast<std::uint32_t>(random() % 700);
    const std::uint32_t before = expected.count(row) != 0 ? expected[row] : kNoPlace;
    if (random() % 4 == 0) {
      REQUIRE(places.take_out(ProductRow{row}) == before);
      expected.erase(row);
    } else {
      const double length = random() % 9 == 0 ? 0 : std::exp2(static_cast<double>(random() % 40) - 20);
      const RowPlaces::Move move = places.put(ProductRow{row}, length);
      REQUIRE(move.from == before);
      expected[row] = move.to;
    }
  }
  std::set<std::uint32_t> taken;
  for (const auto& [row, place] : expected) {
    CHECK(places.of(ProductRow{row}) == place);
    CHECK(taken.insert(place).second);
    CHECK(block_of(place) < places.block_count());
  }
}

TEST_CASE("longer rows come earlier in the order") {
  RowPlaces places;
  for (std::uint32_t row = 0; row < 1000; ++row) places.put(ProductRow{row}, 1 + row % 7);
  const std::vector<std::uint32_t> order = places.order();
  const auto turn_of = [&](std::uint32_t row) {
    return std::find(order.begin(), order.end(), block_of(places.of(ProductRow{row}))) - order.begin();
  };
  CHECK(order.size() == places.block_count());
  CHECK(turn_of(6) < turn_of(3));
  CHECK(turn_of(3) < turn_of(0));
}

TEST_CASE("a row stays while its length hardly changes, and moves when it does") {
  RowPlaces places;
  const std::uint32_t place = places.put(ProductRow{3}, 1.0).to;
  CHECK(places.put(ProductRow{3}, 1.05).to == place);
  CHECK(places.put(ProductRow{3}, 0.95).to == place);
  places.put(ProductRow{4}, 1.0);
  const RowPlaces::Move move = places.put(ProductRow{3}, 2.0);
  CHECK(move.from == place);
  CHECK(block_of(move.to) != block_of(place));
}

TEST_CASE("a block that has become empty serves another length") {
  RowPlaces places;
  for (const double length : {1.0, 100.0, 0.0, 1e-30, 1e12}) {
    for (std::uint32_t row = 0; row < 2 * kRows; ++row) places.put(ProductRow{row}, length);
    for (std::uint32_t row = 0; row < 2 * kRows; ++row) places.take_out(ProductRow{row});
  }
  CHECK(places.block_count() == 2);
}
