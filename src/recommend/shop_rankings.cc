#include "recommend/shop_rankings.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace suggestd::recommend {
namespace {

// Scores all products; minus infinity: not ranked.
class ScoredRanking final : public Ranking {
 public:
  using Score = std::function<double(ProductRow, const learn::ProductState&)>;

  ScoredRanking(const learn::Snapshot& snapshot, Score score, std::string reason)
      : snapshot_(snapshot), score_(std::move(score)), reason_(std::move(reason)) {}

  std::vector<lookup::Hit> top(std::size_t k, const lookup::Bitmap& allowed) const override {
    if (k == 0) return {};
    lookup::TopHits best(k);
    allowed.for_each([&](ProductRow row) {
      const auto score = static_cast<float>(score_(row, snapshot_.product(row)));
      if (std::isfinite(score)) best.offer({row, score});
    });
    return best.take();
  }

  std::vector<std::string> reasons(std::span<const lookup::Hit> hits) const override {
    return std::vector<std::string>(hits.size(), reason_);
  }

 private:
  const learn::Snapshot& snapshot_;
  Score score_;
  std::string reason_;
};

constexpr double kNotRanked = -std::numeric_limits<double>::infinity();

}  // namespace

RankingPtr popular_ranking(const learn::Snapshot& snapshot) {
  const Timestamp clock = snapshot.clock;
  const auto half_life = snapshot.options.popular_half_life;
  // The count that is left, not its logarithm: a merchant can read it.
  auto score = [=](ProductRow, const learn::ProductState& product) {
    return product.popular.count() == 0 ? kNotRanked : product.popular.left_at(clock, half_life);
  };
  return std::make_unique<ScoredRanking>(snapshot, score, "popular in this shop");
}

RankingPtr trending_ranking(const learn::Snapshot& snapshot) {
  const Timestamp clock = snapshot.clock;
  const auto slow = snapshot.options.popular_half_life;
  const auto fast = snapshot.options.trending_half_life;
  const double ratio = static_cast<double>(fast.count()) / static_cast<double>(slow.count());
  auto score = [=](ProductRow, const learn::ProductState& product) {
    if (product.trending.count() == 0) return kNotRanked;
    const double expected = product.popular.left_at(clock, slow) * ratio;
    return (product.trending.left_at(clock, fast) - expected) / std::sqrt(expected + 1);
  };
  return std::make_unique<ScoredRanking>(snapshot, score, "rising lately");
}

RankingPtr new_ranking(const learn::Snapshot& snapshot, Timestamp now) {
  auto score = [&snapshot, now](ProductRow row, const learn::ProductState& state) {
    const Timestamp since = snapshot.catalog.product(row).available_from.value_or(state.first_seen);
    const std::chrono::duration<double, std::ratio<86400>> days = now - since;
    // A reciprocal keeps seconds apart in a float for what is new, where it matters.
    return 1 / (1 + std::max(days.count(), 0.0));
  };
  return std::make_unique<ScoredRanking>(snapshot, score, "new in this shop");
}

}  // namespace suggestd::recommend
