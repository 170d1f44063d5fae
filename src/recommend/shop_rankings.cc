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

// As a float, 1 / (1 + days) tells milliseconds apart at best, and a feed brings many products in each:
// the order is that of the times, and of the rows where they are the same, and the scores fall with it.
class NewestRanking final : public Ranking {
 public:
  NewestRanking(const learn::Snapshot& snapshot, Timestamp now) : snapshot_(snapshot), now_(now) {}

  std::vector<lookup::Hit> top(std::size_t k, const lookup::Bitmap& allowed) const override {
    std::vector<std::pair<Timestamp, ProductRow>> products;
    allowed.for_each([&](ProductRow row) { products.emplace_back(sold_since(row), row); });
    const auto end = products.begin() + static_cast<std::ptrdiff_t>(std::min(k, products.size()));
    std::partial_sort(products.begin(), end, products.end(), std::greater<>{});
    std::vector<lookup::Hit> hits;
    float above = 2;
    for (auto product = products.begin(); product != end; ++product) {
      above = std::min(score(product->first), std::nextafter(above, 0.0F));
      hits.push_back({product->second, above});
    }
    return hits;
  }

  std::vector<std::string> reasons(std::span<const lookup::Hit> hits) const override {
    return std::vector<std::string>(hits.size(), "new in this shop");
  }

 private:
  Timestamp sold_since(ProductRow row) const {
    return snapshot_.catalog.product(row).available_from.value_or(snapshot_.product(row).first_seen);
  }
  float score(Timestamp since) const {
    const std::chrono::duration<double, std::ratio<86400>> days = now_ - since;
    return static_cast<float>(1 / (1 + std::max(days.count(), 0.0)));
  }

  const learn::Snapshot& snapshot_;
  Timestamp now_;
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
    // + 0: what has faded to nothing is 0, not -0.
    return (product.trending.left_at(clock, fast) - expected) / std::sqrt(expected + 1) + 0.0;
  };
  return std::make_unique<ScoredRanking>(snapshot, score, "rising lately");
}

RankingPtr new_ranking(const learn::Snapshot& snapshot, Timestamp now) {
  return std::make_unique<NewestRanking>(snapshot, now);
}

}  // namespace suggestd::recommend
