#include "recommend/blend_scores.h"

#include <algorithm>
#include <cmath>

#include "lookup/scan_kernels.h"
#include "model/factors.h"
#include "model/fast_log.h"

namespace suggestd::recommend {
namespace {

using lookup::Hit;

// Times the length of the list: so many are scored before the rest is measured against them.
constexpr std::size_t kScoredFirst = 4;
constexpr float kRounding = 1e-4F;  // of sums of a few log-odds

// Place of each touched product, from 1; 0: not touched. All 0 between two uses, one a thread.
std::vector<std::uint32_t>& places(std::size_t products) {
  thread_local std::vector<std::uint32_t> places;
  places.resize(std::max(places.size(), products), 0);
  return places;
}

double root_mean_square_inverse(double squares, double count) {
  return squares > 0 ? std::sqrt(count / squares) : 0;
}

}  // namespace

BlendScores::BlendScores(const learn::Snapshot& snapshot, const Visitor& visitor,
                         const model::ChoiceWeights& weights, Timestamp now)
    : snapshot_(snapshot),
      blend_(*snapshot.blend),
      visitor_(visitor),
      weights_(weights),
      past_(learn::basket_history(visitor.history),
            learn::blend_day(std::max(now, visitor.history.baskets.back().at))),
      new_item_(weights, past_) {
  const auto count = static_cast<double>(snapshot.vector_count);
  if (!visitor.vector.empty() && snapshot.gram != nullptr)
    scale_.factors = root_mean_square_inverse(snapshot.gram->quadratic_form(visitor.vector), count);
  query_.assign(model::padded(snapshot.vectors.dim()), 0.0F);
  for (std::size_t d = 0; d < visitor.vector.size(); ++d)
    query_[d] = visitor.vector[d] * static_cast<float>(scale_.factors) * new_item_.factors;
  const std::size_t behind = snapshot.vectors.dim() - model::kItemNumbers;
  std::copy(new_item_.numbers.begin(), new_item_.numbers.end(),
            query_.begin() + static_cast<std::ptrdiff_t>(behind));
  gather();
  divide_lanes();
  score_touched();
  touched_set_ = lookup::Bitmap::of(snapshot.products.size(), touched_);
}

// Views and wishes count as sources too: what a person looks at speaks as what they bought.
void BlendScores::gather() {
  std::vector<std::uint32_t>& place_of = places(snapshot_.products.size());
  const auto sums = [&](std::uint32_t item) -> Sums& {
    if (place_of[item] == 0) {
      touched_.push_back(static_cast<ProductRow>(item));
      sums_.emplace_back();
      place_of[item] = static_cast<std::uint32_t>(sums_.size());
    }
    return sums_[place_of[item] - 1];
  };
  for (const std::uint32_t column : visitor_.learned.columns) {
    const auto source = static_cast<ProductRow>(column);
    const model::PastItem* past = past_.find(column);
    const double since = past == nullptr ? 0 : past->baskets_since;
    const auto recent = static_cast<float>(std::pow(model::kRecentDecay, since));
    for (const model::Neighbour& neighbour : snapshot_.neighbours(source))
      sums(neighbour.item).cooccurrence += neighbour.weight;
    for (const model::Neighbour& neighbour : snapshot_.predicted(source)) {
      Sums& into = sums(neighbour.item);
      into.linear += neighbour.weight;
      into.recent_linear += recent * neighbour.weight;
    }
  }
  for (const model::PastItem& past : past_.items()) {
    sums(past.item);  // what was bought is scored in full
    if (past.item >= blend_.tables.linear.size()) continue;
    const double recent = std::pow(model::kRecentDecay, past.baskets_since);
    if (recent > model::kLeastRecent) {
      for (const model::Neighbour& neighbour : blend_.tables.linear[past.item])
        sums(neighbour.item).basket_linear += static_cast<float>(recent) * neighbour.weight;
    }
    if (past.baskets_since > 0) continue;
    for (const model::Neighbour& neighbour : blend_.tables.next[past.item])
      sums(neighbour.item).next_basket += neighbour.weight;
  }
  for (const ProductRow row : touched_) place_of[index(row)] = 0;
}

void BlendScores::divide_lanes() {
  const auto count = static_cast<double>(snapshot_.vector_count);
  const auto divide = [&](float Sums::*lane) {
    double squares = 0;
    for (const Sums& sums : sums_)
      squares += static_cast<double>(sums.*lane) * static_cast<double>(sums.*lane);
    const double scale = root_mean_square_inverse(squares, count);
    for (Sums& sums : sums_) sums.*lane *= static_cast<float>(scale);
    return scale;
  };
  scale_.linear = divide(&Sums::linear);
  scale_.cooccurrence = divide(&Sums::cooccurrence);
  divide(&Sums::recent_linear);
  divide(&Sums::basket_linear);
  divide(&Sums::next_basket);
}

void BlendScores::score_touched() {
  lane_scores_.resize(sums_.size());
  const auto share = [](const model::NewItemWeights::Lane& lane, float x) {
    return lane.plain * x + lane.log * model::log_plus(x);
  };
  for (std::size_t i = 0; i < sums_.size(); ++i) {
    const Sums& sums = sums_[i];
    lane_scores_[i] =
        share(new_item_.linear, sums.linear) + share(new_item_.recent_linear, sums.recent_linear) +
        share(new_item_.cooccurrence, sums.cooccurrence) +
        share(new_item_.basket_linear, sums.basket_linear) + share(new_item_.next_basket, sums.next_basket);
  }
}

model::SeenItem BlendScores::seen(ProductRow row) const {
  const model::ItemCounts& counts = blend_.counts(index(row));
  model::SeenItem item{model::item_numbers(counts), counts.log_interval};
  if (!snapshot_.vectors.contains(row)) return item;
  const std::span<const float> behind = snapshot_.vectors.row(row).last(model::kItemNumbers);
  std::copy(behind.begin(), behind.end(), item.numbers.begin());
  return item;
}

float BlendScores::indexed_score(ProductRow row) const {
  return static_cast<float>(
      lookup::usable_kernels().front().dot(query_.data(), snapshot_.vectors.row(row).data(), query_.size()));
}

std::vector<float> BlendScores::features(ProductRow row, const Sums& sums) const {
  model::SeenLanes lanes{
      0, sums.linear, sums.recent_linear, sums.cooccurrence, sums.basket_linear, sums.next_basket};
  const std::span<const float> factors = snapshot_.factors(row);
  if (!visitor_.vector.empty() && !factors.empty()) {
    double dot = 0;
    for (std::size_t d = 0; d < factors.size(); ++d)
      dot += static_cast<double>(visitor_.vector[d]) * static_cast<double>(factors[d]);
    lanes.factors = static_cast<float>(dot * scale_.factors);
  }
  std::vector<float> features(model::blend_features().size());
  model::write_features(past_, past_.find(index(row)), seen(row), lanes, features);
  return features;
}

float BlendScores::full_score(ProductRow row, const Sums& sums) const {
  return static_cast<float>(weights_.score(features(row, sums)));
}

model::BlendParts BlendScores::parts(ProductRow row) const {
  const auto found = std::find(touched_.begin(), touched_.end(), row);
  const Sums sums =
      found == touched_.end() ? Sums{} : sums_[static_cast<std::size_t>(found - touched_.begin())];
  return model::parts_of(weights_, features(row, sums));
}

// Most of the touched products have so little from the lanes that even the best vector would not bring them
// into the list: reading those vectors would be most of a request's time.
std::vector<Hit> BlendScores::top(std::size_t k, const lookup::Bitmap& allowed) const {
  if (k == 0) return {};
  lookup::TopHits best(k);
  const lookup::Bitmap others = allowed - touched_set_;
  const std::span<const float> query = std::span(query_).first(snapshot_.vectors.dim());
  for (const Hit& hit : snapshot_.vectors.top_k(query, k, &others))
    best.offer({hit.row, new_item_.constant + hit.score});
  const std::vector<Hit> highest = snapshot_.vectors.top_k(query, 1, &allowed);

  std::vector<std::uint32_t> places;  // of new products, those with the most from the lanes first
  for (std::uint32_t i = 0; i < touched_.size(); ++i) {
    const ProductRow row = touched_[i];
    if (!allowed.contains(row)) continue;
    if (past_.find(index(row)) != nullptr || !snapshot_.vectors.contains(row)) {
      best.offer({row, full_score(row, sums_[i])});
    } else {
      places.push_back(i);
    }
  }
  const std::size_t first = std::min(places.size(), kScoredFirst * k);
  std::nth_element(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(first), places.end(),
                   [this](std::uint32_t a, std::uint32_t b) { return lane_scores_[a] > lane_scores_[b]; });
  for (const std::uint32_t i : places) {
    const float before = new_item_.constant + lane_scores_[i];
    if (before + highest.front().score < best.threshold() - kRounding) continue;
    best.offer({touched_[i], before + indexed_score(touched_[i])});
  }
  return best.take();
}

}  // namespace suggestd::recommend
