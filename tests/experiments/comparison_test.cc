#include "experiments/comparison.h"

#include <array>

#include <catch2/catch.hpp>

namespace suggestd::experiments {
namespace {

// 10,000 visitors of whom `buyers` spend about `each`.
Sums shop_of(int buyers, double each) {
  Sums sums;
  for (int i = 0; i < 10'000; ++i) sums.add(i < buyers ? each + i % 7 : 0, 0);
  return sums;
}

TEST_CASE("a finding needs enough buyers on both sides") {
  const auto all = compare_to_first(std::array{shop_of(300, 50), shop_of(19, 50)}, {});
  REQUIRE(all.others.size() == 1);
  CHECK(all.others[0].finding == Finding::too_few);
  CHECK(sentence_of(all.others[0], "revenue a visitor", "control")
            .starts_with("too early to say: each variant"));
}

TEST_CASE("variants are told as more, less or undecided, with the sentence for it") {
  const std::array variants{shop_of(300, 50), shop_of(310, 50), shop_of(500, 50), shop_of(150, 50)};
  const Comparisons all = compare_to_first(variants, {});
  REQUIRE(all.others.size() == 3);
  CHECK(all.others[0].finding == Finding::undecided);
  CHECK(all.others[1].finding == Finding::more);
  CHECK(all.others[2].finding == Finding::less);
  CHECK(*all.others[1].relative == Approx(2.0 / 3).epsilon(0.02));
  const std::string open = sentence_of(all.others[0], "revenue a visitor", "control");
  CHECK(open.find(" % less and ") != std::string::npos);
  CHECK(open.ends_with(" % more revenue a visitor than in control; too early to say"));
  const std::string less = sentence_of(all.others[2], "revenue a visitor", "control");
  CHECK(less.find("too early") == std::string::npos);
  CHECK(less.find("more") == std::string::npos);
}

TEST_CASE("no variant loses more than all") {
  Sums one_large = shop_of(30, 50);
  one_large.add(5'000, 0);
  const Comparison wide = compare_to_first(std::array{shop_of(300, 50), one_large}, {}).others.front();
  REQUIRE(wide.relative_interval);
  CHECK(wide.relative_interval->low == -1);
  CHECK_THAT(sentence_of(wide, "revenue a visitor", "control"), Catch::StartsWith("between 100 % less and "));
}

TEST_CASE("more comparisons make each interval wider") {
  const std::array two{shop_of(300, 50), shop_of(310, 50)};
  const std::array three{shop_of(300, 50), shop_of(310, 50), shop_of(300, 50)};
  const Interval alone = *compare_to_first(two, {}).others[0].difference;
  const Interval among = *compare_to_first(three, {}).others[0].difference;
  CHECK(among.low < alone.low);
  CHECK(among.high > alone.high);
}

}  // namespace
}  // namespace suggestd::experiments
