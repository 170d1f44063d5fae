#include "recommend/merchandise/arrange.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <rapidcheck.h>
#include <catch2/catch.hpp>

namespace suggestd::recommend {
namespace {

using lookup::Bitmap;

// Ten products, best first: row 0 scores 1.0, row 1 scores 0.9 ... row 9 scores 0.1.
constexpr std::size_t kProducts = 10;

double plain_score(ProductRow row) { return 1.0 - 0.1 * index(row); }

std::vector<Ranked> rank_ten(std::size_t k, const Bitmap& allowed) {
  std::vector<Ranked> best;
  allowed.for_each([&](ProductRow row) {
    if (best.size() < k) best.push_back({row, plain_score(row)});
  });
  return best;
}

Bitmap rows(std::initializer_list<std::uint32_t> numbers) {
  std::vector<ProductRow> list;
  for (const std::uint32_t n : numbers) list.push_back(ProductRow{n});
  return Bitmap::of(kProducts, list);
}

std::vector<std::uint32_t> order_of(const ArrangedList& list) {
  std::vector<std::uint32_t> numbers;
  for (const Ranked& item : list.items) numbers.push_back(index(item.row));
  return numbers;
}

constexpr Lever kRules{"rules", "arranging"};

ArrangedList arranged(const Bitmap& allowed, const Arrangement& rules, std::size_t limit) {
  WorkBudget unlimited;
  return arrange(rank_ten, allowed, rules, limit, {}, 0, {&unlimited, &kRules});
}

std::vector<std::uint32_t> arranged(const Arrangement& rules, std::size_t limit,
                                    const Bitmap& allowed = Bitmap::full(kProducts)) {
  return order_of(arranged(allowed, rules, limit));
}

using Order = std::vector<std::uint32_t>;

// Brand of a row: even rows 0, odd rows 1.
std::span<const std::uint32_t> parity(ProductRow row) {
  static constexpr std::array<std::uint32_t, 2> kValues = {0, 1};
  return std::span(kValues).subspan(index(row) % 2, 1);
}

TEST_CASE("boosts that overlap in every way end with the budget, and not with the memory") {
  constexpr std::size_t kMany = 65'536;
  Arrangement rules;
  for (RuleIndex bit = 0; bit < 16; ++bit) {
    std::vector<ProductRow> members;
    for (std::uint32_t row = 0; row < kMany; ++row) {
      if ((row >> bit & 1) != 0) members.push_back(ProductRow{row});
    }
    rules.boosts.push_back({bit, Bitmap::of(kMany, members), 2});
  }
  const RankFunction rank = [](std::size_t k, const Bitmap& allowed) {
    std::vector<Ranked> best;
    allowed.for_each([&](ProductRow row) {
      if (best.size() < k) best.push_back({row, 1});
    });
    return best;
  };
  WorkBudget budget({20'000'000, 16U << 20U});
  arrange(rank, Bitmap::full(kMany), rules, 10, {}, 0, {&budget, &kRules});
  REQUIRE(budget.over());
  CHECK(budget.status().error().fields().front().pointer == "/rules");
}

TEST_CASE("many boosts together keep a score finite") {
  Arrangement rules;
  for (RuleIndex rule = 0; rule < 200; ++rule) rules.boosts.push_back({rule, Bitmap::full(kProducts), 1000});
  const ArrangedList list = arranged(Bitmap::full(kProducts), rules, 3);
  REQUIRE(list.items.size() == 3);
  for (const Ranked& item : list.items) CHECK(std::isfinite(item.score));
}

}  // namespace

TEST_CASE("without rules the list is the ranking") {
  CHECK(arranged({}, 3) == Order{0, 1, 2});
  CHECK(arranged({}, 20).size() == kProducts);
}

TEST_CASE("a boost multiplies and reaches products far down the ranking") {
  Arrangement rules;
  rules.boosts = {{0, rows({9}), 20.0}};
  CHECK(arranged(rules, 3) == Order{9, 0, 1});
  rules.boosts = {{0, rows({0, 1}), 0.5}};
  CHECK(arranged(rules, 3) == Order{2, 3, 4});
}

TEST_CASE("boosts of one product multiply each other") {
  Arrangement rules;
  rules.boosts = {{0, rows({8, 9}), 4.0}, {1, rows({9}), 3.0}};  // row 8: 0.8, row 9: 1.2
  CHECK(arranged(rules, 4) == Order{9, 0, 1, 2});
}

TEST_CASE("a pin takes its position if the product is allowed") {
  Arrangement rules;
  rules.pins = {{0, 2, ProductRow{7}}};
  CHECK(arranged(rules, 3) == Order{0, 7, 1});
  CHECK(arranged(rules, 3, rows({0, 1, 2, 3})) == Order{0, 1, 2});
  rules.pins = {{0, 9, ProductRow{7}}};
  CHECK(arranged(rules, 3) == Order{0, 1, 2});
}

TEST_CASE("of two pins for one position the first wins") {
  Arrangement rules;
  rules.pins = {{0, 1, ProductRow{7}}, {1, 1, ProductRow{8}}};
  CHECK(arranged(rules, 3) == Order{7, 0, 1});
}

TEST_CASE("a share brings in its best members, as late as it can") {
  Arrangement rules;
  rules.shares = {{0, rows({6, 8}), 0.5}};
  CHECK(arranged(rules, 4) == Order{0, 1, 6, 8});
}

TEST_CASE("a share that has too few members gives its places back") {
  Arrangement rules;
  rules.shares = {{0, rows({6}), 1.0}};
  CHECK(arranged(rules, 3) == Order{0, 1, 6});
}

TEST_CASE("a cap counts the products of one value and the list fills from further down") {
  Arrangement rules;
  rules.caps = {{0, 1, parity}};
  CHECK(arranged(rules, 4) == Order{0, 1});
  rules.caps = {{0, 2, parity}};
  CHECK(arranged(rules, 4, rows({0, 2, 4, 6, 8, 9})) == Order{0, 2, 9});
}

TEST_CASE("effects name the rule and the product") {
  Arrangement rules;
  rules.boosts = {{4, rows({9}), 20.0}};
  rules.pins = {{5, 1, ProductRow{3}}};
  rules.caps = {{6, 1, parity}};
  const ArrangedList list = arranged(Bitmap::full(kProducts), rules, 4);
  const auto has = [&](Effect effect) {
    return std::find(list.effects.begin(), list.effects.end(), effect) != list.effects.end();
  };
  CHECK(has({4, EffectKind::boosted, ProductRow{9}}));
  CHECK(has({5, EffectKind::pinned, ProductRow{3}}));
  CHECK(has({6, EffectKind::refused_by_cap, ProductRow{1}}));
}

TEST_CASE("boosts give the list that scoring every product would give") {
  const bool agreed = rc::check("arrange against sorting all", [] {
    Arrangement rules;
    const auto boosts = *rc::gen::inRange<std::size_t>(0, 4);
    for (std::size_t b = 0; b < boosts; ++b) {
      std::vector<ProductRow> members;
      for (std::uint32_t r = 0; r < kProducts; ++r) {
        if (*rc::gen::arbitrary<bool>()) members.push_back(ProductRow{r});
      }
      const double factor = *rc::gen::element(0.1, 0.5, 2.0, 7.0);
      rules.boosts.push_back({static_cast<RuleIndex>(b), Bitmap::of(kProducts, members), factor});
    }
    std::vector<Ranked> all;
    for (std::uint32_t r = 0; r < kProducts; ++r) {
      double score = plain_score(ProductRow{r});
      double factor = 1;
      for (const Boost& boost : rules.boosts) {
        if (boost.members.contains(ProductRow{r})) factor *= boost.factor;
      }
      all.push_back({ProductRow{r}, score * factor});
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const Ranked& a, const Ranked& b) { return a.score > b.score; });
    const auto limit = *rc::gen::inRange<std::size_t>(1, kProducts + 1);
    all.resize(limit);
    RC_ASSERT(arranged(Bitmap::full(kProducts), rules, limit).items == all);
  });
  CHECK(agreed);
}

}  // namespace suggestd::recommend
