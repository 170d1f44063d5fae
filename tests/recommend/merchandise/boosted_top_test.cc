#include "recommend/merchandise/boosted_top.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <rapidcheck.h>
#include <catch2/catch.hpp>

namespace suggestd::recommend {
namespace {

using lookup::Bitmap;
using lookup::Hit;

// Scores by row; 200 products at most. It counts how many products it was asked for.
class Scored final : public Ranking {
 public:
  explicit Scored(std::vector<float> scores) : scores_(std::move(scores)) {}
  std::vector<Hit> top(std::size_t k, const Bitmap& allowed) const override {
    asked_ += k;
    lookup::TopHits best(k);
    allowed.for_each([&](ProductRow row) { best.offer({row, scores_[index(row)]}); });
    return best.take();
  }
  Statements reasons(std::span<const Hit>) const override { return {}; }
  std::size_t asked() const { return asked_; }

 private:
  std::vector<float> scores_;
  mutable std::size_t asked_ = 0;
};

std::vector<Ranked> all_sorted(const std::vector<float>& scores, const std::vector<double>& boosts,
                               const Bitmap& allowed, std::size_t k) {
  std::vector<Ranked> all;
  allowed.for_each([&](ProductRow row) {
    all.push_back({row, positive(static_cast<double>(scores[index(row)])) * boosts[index(row)]});
  });
  std::stable_sort(all.begin(), all.end(),
                   [](const Ranked& a, const Ranked& b) { return a.score > b.score; });
  all.resize(std::min(k, all.size()));
  return all;
}

}  // namespace

TEST_CASE("boosted products come as if all had been sorted") {
  const bool agreed = rc::check("boosted_top against sorting all", [] {
    const auto count = *rc::gen::inRange<std::size_t>(0, 200);
    // Few values, so that many are equal; negative ones and boosts of nothing among them.
    const auto scores = *rc::gen::container<std::vector<float>>(
        count, rc::gen::map(rc::gen::inRange(-5, 40), [](int n) { return static_cast<float>(n) / 8; }));
    const auto boosts = *rc::gen::container<std::vector<double>>(
        count, rc::gen::element(0.0, 1e-30, 0.5, 1.0, 1.3, 1.9, 2.0, 100.0, 1e30));
    std::vector<ProductRow> rows;
    for (std::uint32_t row = 0; row < count; ++row) {
      if (*rc::gen::inRange(0, 4) != 0) rows.push_back(ProductRow{row});
    }
    const Bitmap allowed = Bitmap::of(count, rows);
    const Scored ranking(scores);
    WorkBudget unlimited;
    BoostedTop boosted(
        ranking,
        [&](catalog::RowRange range, catalog::NumberValues& of) {
          for (std::size_t r = range.first; r < range.last; ++r) of[r] = boosts[64 * range.block + r];
        },
        unlimited);
    for (const std::size_t k : {std::size_t{0}, std::size_t{1}, std::size_t{7}, count + 1})
      RC_ASSERT(boosted.top(k, allowed) == all_sorted(scores, boosts, allowed, k));
  });
  CHECK(agreed);
}

TEST_CASE("a boost is worked out once, and a long ranking is not read to its end") {
  constexpr std::size_t kProducts = 100'000;
  std::vector<float> scores;
  for (std::size_t i = 0; i < kProducts; ++i) scores.push_back(static_cast<float>(kProducts - i));
  const Scored ranking(scores);
  std::size_t worked_out = 0;
  WorkBudget unlimited;
  BoostedTop boosted(
      ranking,
      [&](catalog::RowRange range, catalog::NumberValues& of) {
        worked_out += range.last - range.first;
        for (std::size_t r = range.first; r < range.last; ++r)
          of[r] = (64 * range.block + r) % 10 == 0 ? 2.0 : 1.0;
      },
      unlimited);
  CHECK(boosted.top(8, Bitmap::full(kProducts)).front().row == ProductRow{0});
  CHECK(boosted.top(32, Bitmap::full(kProducts)).size() == 32);
  CHECK(worked_out == kProducts);
  CHECK(ranking.asked() < kProducts / 10);
}

}  // namespace suggestd::recommend
