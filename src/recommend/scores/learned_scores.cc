#include "recommend/scores/learned_scores.h"

#include <algorithm>
#include <cmath>

#include "learn/lanes/served_blend.h"
#include "lookup/scan_kernels.h"
#include "model/blend/fast_log.h"
#include "model/factors/factors.h"
#include "recommend/scores/score_by_bound.h"

namespace suggestd::recommend {
namespace {

using lookup::Hit;

constexpr float kRounding = 1e-4F;  // more than the rounding of a sum of a few log-odds
// Rows whose logarithms are taken together, so that the compiler makes vector instructions of the loop.
constexpr std::size_t kTogether = 128;

// Adds one lane to the scores of many products at once.
void add_shares(const model::NewItemWeights::Lane& lane, std::span<const float> x, std::span<float> scores) {
  std::size_t i = 0;
  for (; i + kTogether <= x.size(); i += kTogether) {
    for (std::size_t j = i; j < i + kTogether; ++j)
      scores[j] += lane.plain * x[j] + lane.log * model::log_plus(x[j]);
  }
  for (; i < x.size(); ++i) scores[i] += lane.plain * x[i] + lane.log * model::log_plus(x[i]);
}

double root_mean_square_inverse(double squares, double count) {
  return squares > 0 ? std::sqrt(count / squares) : 0;
}

}  // namespace

LearnedScores::LearnedScores(const learn::Snapshot& snapshot, const Visitor& visitor,
                             const model::ChoiceWeights& weights, Timestamp now)
    : snapshot_(snapshot),
      blend_(*snapshot.blend),
      visitor_(visitor),
      weights_(weights),
      past_(learn::basket_history(visitor.history()),
            learn::blend_day(std::max(now, visitor.history().baskets.back().at))),
      new_item_(weights, past_),
      lanes_(snapshot, visitor, past_) {
  const auto count = static_cast<double>(snapshot.vector_count);
  if (!visitor.vector().empty() && snapshot.gram != nullptr)
    factor_scale_ = root_mean_square_inverse(snapshot.gram->quadratic_form(visitor.vector()), count);
  query_.assign(model::padded(snapshot.vectors.dim()), 0.0F);
  for (std::size_t d = 0; d < visitor.vector().size(); ++d)
    query_[d] = visitor.vector()[d] * static_cast<float>(factor_scale_) * new_item_.factors;
  const std::size_t behind = snapshot.vectors.dim() - model::kItemNumbers;
  std::copy(new_item_.numbers.begin(), new_item_.numbers.end(),
            query_.begin() + static_cast<std::ptrdiff_t>(behind));
  score_touched();
}

void LearnedScores::score_touched() {
  lane_scores_.resize(lanes_.rows().size());
  const auto add = [this](const model::NewItemWeights::Lane& weights, SparseLane lane) {
    add_shares(weights, lanes_.of(lane), lane_scores_);
  };
  add(new_item_.linear, SparseLane::linear);
  add(new_item_.recent_linear, SparseLane::recent_linear);
  add(new_item_.cooccurrence, SparseLane::cooccurrence);
  add(new_item_.basket_linear, SparseLane::basket_linear);
  add(new_item_.next_basket, SparseLane::next_basket);
}

model::SeenItem LearnedScores::seen(ProductRow row) const {
  const model::ItemCounts& counts = blend_.counts(index(row));
  model::SeenItem item{model::item_numbers(counts), counts.log_interval};
  if (!snapshot_.vectors.contains(row)) return item;
  const std::span<const float> behind = snapshot_.vectors.row(row).last(model::kItemNumbers);
  std::copy(behind.begin(), behind.end(), item.numbers.begin());
  return item;
}

float LearnedScores::indexed_score(ProductRow row) const {
  return static_cast<float>(
      lookup::usable_kernels().front().dot(query_.data(), snapshot_.vectors.row(row).data(), query_.size()));
}

model::SeenLanes LearnedScores::seen_lanes(ProductRow row) const {
  const std::optional<std::size_t> place = lanes_.find(row);
  model::SeenLanes lanes = place ? lanes_.seen(*place) : model::SeenLanes{};
  const std::span<const float> factors = snapshot_.factors(row);
  if (!visitor_.vector().empty() && !factors.empty()) {
    double dot = 0;
    for (std::size_t d = 0; d < factors.size(); ++d)
      dot += static_cast<double>(visitor_.vector()[d]) * static_cast<double>(factors[d]);
    lanes.factors = static_cast<float>(dot * factor_scale_);
  }
  return lanes;
}

std::vector<float> LearnedScores::features(ProductRow row) const {
  std::vector<float> features(model::blend_features().size());
  model::write_features(past_, past_.find(index(row)), seen(row), seen_lanes(row), features);
  return features;
}

model::BlendParts LearnedScores::parts(ProductRow row) const {
  return model::parts_of(weights_, features(row));
}

// Reading the vectors of all touched products, or only the vectors' lengths, would be most of the time of a
// request. For most of them the lanes add so little that even the best vector would not bring them into the
// list, so score_by_bound() spares their vectors. The scores that the touched products reach then rule out
// most of the others.
std::vector<Hit> LearnedScores::top(std::size_t k, const lookup::Bitmap& allowed) const {
  if (k == 0) return {};
  const std::span<const ProductRow> touched = lanes_.rows();
  const lookup::VectorIndex& vectors = snapshot_.vectors;
  const std::span<const float> query = std::span(query_).first(vectors.dim());
  const lookup::PreparedQuery prepared(query, vectors.shape());
  lookup::TopHits best(k);
  std::vector<Candidate> candidates;  // places in `touched`
  candidates.reserve(touched.size());
  lookup::BitmapReader may_stand(allowed);
  lookup::BitmapReader has_vector(vectors.present());
  for (std::uint32_t i = 0; i < touched.size(); ++i) {
    if (!may_stand.contains(touched[i])) continue;
    if (lanes_.bought(i) || !has_vector.contains(touched[i])) {
      best.offer({touched[i], full_score(touched[i])});
    } else {
      candidates.push_back({before(i), i});
    }
  }
  const auto cutoff = [&best] { return best.threshold() - kRounding; };
  const auto bounds = [&](const std::vector<Candidate>& some) {
    std::vector<ProductRow> rows;
    rows.reserve(some.size());
    for (const Candidate& one : some) rows.push_back(touched[one.place]);
    return vectors.upper_bounds(prepared, rows);
  };
  score_by_bound(candidates, k, vectors.upper_bound(prepared), cutoff, bounds, [&](std::uint32_t place) {
    best.offer({touched[place], before(place) + indexed_score(touched[place])});
  });
  const float at_least = cutoff() - new_item_.constant;
  for (const Hit& hit : vectors.top_k(query, k, &allowed, touched, at_least))
    best.offer({hit.row, new_item_.constant + hit.score});
  return best.take();
}

}  // namespace suggestd::recommend
