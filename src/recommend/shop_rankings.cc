#include "recommend/shop_rankings.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace suggestd::recommend {
namespace {

// Ranks by a score of which a logarithm is known that it can't be above: most products are told by that
// alone, for taking them all out of their logarithms would be most of the request.
//
// double Measure::log2_most(const ProductState&): the score is at most 2 to this; minus infinity: not ranked.
// double Measure::score(const ProductState&).
template <class Measure>
class MeasuredRanking final : public Ranking {
 public:
  MeasuredRanking(const learn::Snapshot& snapshot, Measure measure, std::string reason)
      : snapshot_(snapshot), measure_(measure), reason_(std::move(reason)) {}

  std::vector<lookup::Hit> top(std::size_t k, const lookup::Bitmap& allowed) const override {
    if (k == 0) return {};
    lookup::TopHits best(k);
    double cut = std::numeric_limits<double>::lowest();
    allowed.for_each([&](ProductRow row) {
      const learn::ProductState& product = snapshot_.product(row);
      if (measure_.log2_most(product) < cut) return;
      // + 0: a score that is too small for a float is 0, not -0.
      best.offer({row, static_cast<float>(measure_.score(product)) + 0.0F});
      const auto threshold = static_cast<double>(best.threshold());
      if (threshold > 0) cut = std::log2(threshold) - kRounding;
    });
    return best.take();
  }

  std::vector<std::string> reasons(std::span<const lookup::Hit> hits) const override {
    return std::vector<std::string>(hits.size(), reason_);
  }

 private:
  static constexpr double kRounding = 1e-6;  // of a score to float, in its logarithm

  const learn::Snapshot& snapshot_;
  Measure measure_;
  std::string reason_;
};

// What is left of the sales: the count and not its logarithm, so that a merchant can read it.
class Popularity {
 public:
  explicit Popularity(const learn::Snapshot& snapshot)
      : clock_(learn::DecayClock(snapshot.clock, snapshot.options.popular_half_life)) {}
  double log2_most(const learn::ProductState& product) const { return clock_.log2_left(product.popular); }
  double score(const learn::ProductState& product) const { return std::exp2(log2_most(product)); }

 private:
  learn::DecayClock clock_;
};

// How far the sales of late are above what the long run lets expect, in its standard deviations.
class Trend {
 public:
  explicit Trend(const learn::Snapshot& snapshot)
      : slow_(snapshot.clock, snapshot.options.popular_half_life),
        fast_(snapshot.clock, snapshot.options.trending_half_life),
        ratio_(static_cast<double>(snapshot.options.trending_half_life.count()) /
               static_cast<double>(snapshot.options.popular_half_life.count())) {}
  double log2_most(const learn::ProductState& product) const { return fast_.log2_left(product.trending); }
  double score(const learn::ProductState& product) const {
    const double expected = std::exp2(slow_.log2_left(product.popular)) * ratio_;
    return (std::exp2(log2_most(product)) - expected) / std::sqrt(expected + 1);
  }

 private:
  learn::DecayClock slow_;
  learn::DecayClock fast_;
  double ratio_;
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

}  // namespace

RankingPtr popular_ranking(const learn::Snapshot& snapshot) {
  return std::make_unique<MeasuredRanking<Popularity>>(snapshot, Popularity(snapshot),
                                                       "popular in this shop");
}

RankingPtr trending_ranking(const learn::Snapshot& snapshot) {
  return std::make_unique<MeasuredRanking<Trend>>(snapshot, Trend(snapshot), "rising lately");
}

RankingPtr new_ranking(const learn::Snapshot& snapshot, Timestamp now) {
  return std::make_unique<NewestRanking>(snapshot, now);
}

}  // namespace suggestd::recommend
