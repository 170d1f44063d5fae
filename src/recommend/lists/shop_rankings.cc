#include "recommend/lists/shop_rankings.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace suggestd::recommend {
namespace {

// A count below 2^kLeastLog2 is more than eight years old with the usual half life. From there on the score
// falls with the logarithm's reciprocal: floats hold no smaller powers, and a score of 0 would leave such
// products in the order of the log.
constexpr double kLeastLog2 = -100;
const double kLeastCount = std::exp2(kLeastLog2);

// 2^log2 as a float holds it: ascending with log2, and never 0.
double readable(double log2) {
  return log2 >= kLeastLog2 ? std::exp2(log2) : kLeastCount * kLeastLog2 / log2;
}

// Ranks by a score whose logarithm has a cheap upper bound. Most products are ruled out by the bound, because
// taking the exponential of every score would be most of the time of a request.
//
// double Measure::log2_most(const ProductState&): the score is at most readable(this); minus infinity: the
// product is not ranked.
// double Measure::score(const ProductState&): 0 or less: the product is not ranked.
template <class Measure>
class MeasuredRanking final : public Ranking {
 public:
  MeasuredRanking(const learn::Snapshot& snapshot, Measure measure, StatementCode reason)
      : snapshot_(snapshot), measure_(measure), reason_(reason) {}

  std::vector<lookup::Hit> top(std::size_t k, const lookup::Bitmap& allowed) const override {
    if (k == 0) return {};
    lookup::TopHits best(k);
    double cut = std::numeric_limits<double>::lowest();
    allowed.for_each([&](ProductRow row) {
      const learn::ProductState& product = snapshot_.product(row);
      if (measure_.log2_most(product) < cut) return;
      const auto score = static_cast<float>(measure_.score(product));
      if (!(score > 0)) return;
      best.offer({row, score});
      const auto threshold = static_cast<double>(best.threshold());
      if (threshold > kLeastCount) cut = std::log2(threshold) - kRounding;
    });
    return best.take();
  }

  Statements reasons(std::span<const lookup::Hit> hits) const override {
    return Statements(hits.size(), Statement{reason_});
  }

 private:
  static constexpr double kRounding = 1e-6;  // more than rounding to float changes a log2

  const learn::Snapshot& snapshot_;
  Measure measure_;
  StatementCode reason_;
};

// The buyers that are left; the count and not its logarithm, so that a merchant can read it.
class Popularity {
 public:
  explicit Popularity(const learn::Snapshot& snapshot)
      : clock_(learn::DecayClock(snapshot.clock, snapshot.options.popular_half_life)) {}
  double log2_most(const learn::ProductState& product) const { return clock_.log2_left(product.popular); }
  double score(const learn::ProductState& product) const { return readable(log2_most(product)); }

 private:
  learn::DecayClock clock_;
};

// The distance of the late interest above those that the long run lets expect, in standard deviations.
class Trend {
 public:
  explicit Trend(const learn::Snapshot& snapshot)
      : slow_(snapshot.clock, snapshot.options.popular_half_life),
        fast_(snapshot.clock, snapshot.options.trending_half_life),
        ratio_(static_cast<double>(snapshot.options.trending_half_life.count()) /
               static_cast<double>(snapshot.options.popular_half_life.count())) {}
  double log2_most(const learn::ProductState& product) const { return fast_.log2_left(product.trending); }
  double score(const learn::ProductState& product) const {
    const double expected = std::exp2(slow_.log2_left(product.usual)) * ratio_;
    return (std::exp2(log2_most(product)) - expected) / std::sqrt(expected + 1);
  }

 private:
  learn::DecayClock slow_;
  learn::DecayClock fast_;
  double ratio_;
};

// Ranks by time, and by row at equal times. The score 1 / (1 + days) as a float tells milliseconds apart at
// best, and a feed brings many products in one millisecond; so each score is made smaller than the one above
// it.
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

  Statements reasons(std::span<const lookup::Hit> hits) const override {
    return Statements(hits.size(), Statement{StatementCode::new_here});
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
                                                       StatementCode::popular);
}

RankingPtr trending_ranking(const learn::Snapshot& snapshot) {
  return std::make_unique<MeasuredRanking<Trend>>(snapshot, Trend(snapshot), StatementCode::rising);
}

RankingPtr new_ranking(const learn::Snapshot& snapshot, Timestamp now) {
  return std::make_unique<NewestRanking>(snapshot, now);
}

}  // namespace suggestd::recommend
