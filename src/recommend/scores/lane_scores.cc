#include "recommend/scores/lane_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "lookup/scan_kernels.h"
#include "model/factors/factors.h"
#include "recommend/scores/like_minded.h"
#include "recommend/scores/marked_rows.h"

namespace suggestd::recommend {
namespace {

using lookup::Hit;

// A bound of the relative rounding of a score to float, and of the sum that it is made of.
constexpr float kRounding = 1e-6F;

double scale_for(double weight, double squared_norm) {
  return weight != 0 && squared_norm > 0 ? weight / std::sqrt(squared_norm) : 0;
}

}  // namespace

LaneScores::LaneScores(const learn::Snapshot& snapshot, const Visitor& visitor,
                       const FixedSumWeights& weights)
    : snapshot_(snapshot), visitor_(visitor) {
  if (!visitor.vector().empty() && snapshot.gram != nullptr) {
    squared_norms_.factors = snapshot.gram->quadratic_form(visitor.vector());
    query_.assign(model::padded(snapshot.vectors.dim()), 0.0F);
    std::copy(visitor.vector().begin(), visitor.vector().end(), query_.begin());
  }
  if (weights.cooccurrence != 0 || weights.linear != 0 || weights.people != 0) gather(weights.people != 0);
  for (const Touched& sums : sums_) {
    squared_norms_.cooccurrence += sums.cooccurrence * sums.cooccurrence;
    squared_norms_.linear += sums.linear * sums.linear;
    squared_norms_.people += sums.people * sums.people;
  }
  weigh(weights);
}

void LaneScores::weigh(const FixedSumWeights& weights) {
  factor_scale_ = scale_for(weights.factors, squared_norms_.factors);
  cooccurrence_scale_ = scale_for(weights.cooccurrence, squared_norms_.cooccurrence);
  linear_scale_ = scale_for(weights.linear, squared_norms_.linear);
  people_scale_ = scale_for(weights.people, squared_norms_.people);
}

// Sums by product while a history is gathered; all zero between two uses. One for each thread: clearing only
// the touched sums keeps a request within microseconds.
struct LaneScores::Scratch {
  MarkedRows<ProductRow> touched;
  std::vector<Touched> sums;
};

LaneScores::Scratch& LaneScores::scratch(std::size_t products) {
  thread_local Scratch scratch;
  scratch.touched.grow(products);
  if (scratch.sums.size() < products) scratch.sums.resize(products);
  return scratch;
}

// The people lane costs most of all lanes: `with_people` false leaves it out.
void LaneScores::gather(bool with_people) {
  auto& [touched, sums] = scratch(snapshot_.products.size());
  snapshot_.expect_rows(visitor_.learned().columns);
  for (const std::uint32_t column : visitor_.learned().columns) {
    const auto source = static_cast<ProductRow>(column);
    for (const model::Neighbour& neighbour : snapshot_.neighbours(source)) {
      touched.mark(neighbour.item);
      sums[neighbour.item].cooccurrence += static_cast<double>(neighbour.weight);
    }
    for (const model::Neighbour& neighbour : snapshot_.predicted(source)) {
      touched.mark(neighbour.item);
      sums[neighbour.item].linear += static_cast<double>(neighbour.weight);
    }
  }
  if (with_people) {
    for (const LikedProduct& liked : like_minded(snapshot_, visitor_)) {
      touched.mark(index(liked.row));
      sums[index(liked.row)].people = liked.score;
    }
  }
  touched.take(touched_);
  sums_.reserve(touched_.size());
  for (const ProductRow row : touched_) sums_.push_back(std::exchange(sums[index(row)], Touched()));
}

double LaneScores::factor_part(ProductRow row) const {
  if (factor_scale_ == 0 || !snapshot_.vectors.contains(row)) return 0;
  // As VectorIndex::score, for a query that is padded once instead of for each product.
  const double dot =
      lookup::usable_kernels().front().dot(query_.data(), snapshot_.vectors.row(row).data(), query_.size());
  return factor_scale_ * static_cast<double>(static_cast<float>(dot));
}

LaneParts LaneScores::parts(ProductRow row) const {
  LaneParts parts;
  parts.factors = factor_part(row);
  const auto found = std::lower_bound(touched_.begin(), touched_.end(), row);
  if (found == touched_.end() || *found != row) return parts;
  const Touched& sums = sums_[static_cast<std::size_t>(found - touched_.begin())];
  parts.cooccurrence = cooccurrence_scale_ * sums.cooccurrence;
  parts.linear = linear_scale_ * sums.linear;
  parts.people = people_scale_ * sums.people;
  return parts;
}

double LaneScores::before(std::size_t place) const {
  const Touched& sums = sums_[place];
  return cooccurrence_scale_ * sums.cooccurrence + linear_scale_ * sums.linear + people_scale_ * sums.people;
}

// An upper bound of the factors' part in the score of each candidate.
std::vector<float> LaneScores::factor_bounds(const lookup::PreparedQuery& query,
                                             std::span<const Candidate> candidates) const {
  std::vector<float> bounds(candidates.size(), 0.0F);
  if (factor_scale_ == 0) return bounds;
  std::vector<ProductRow> rows;
  rows.reserve(candidates.size());
  for (const Candidate& candidate : candidates) rows.push_back(touched_[candidate.place]);
  const std::vector<float> raw = snapshot_.vectors.upper_bounds(query, rows);
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    if (raw[i] == lookup::kLowestScore) continue;  // without a vector, the factors add nothing
    bounds[i] = added_by_factors(raw[i]);
  }
  return bounds;
}

// Requires: factor_scale_ != 0. With a negative weight the lowest inner product gives the highest score, so
// the bound is infinite and rules nothing out.
float LaneScores::added_by_factors(float raw) const {
  return factor_scale_ < 0 ? std::numeric_limits<float>::infinity()
                           : static_cast<float>(factor_scale_ * static_cast<double>(raw));
}

// The bounds of score_by_bound() spare most vectors of touched products; the scores that those reach then
// rule out most of the other products.
std::vector<Hit> LaneScores::top(std::size_t k, const lookup::Bitmap& allowed) const {
  if (k == 0) return {};
  const std::span<const float> query = std::span(query_).first(query_.empty() ? 0 : snapshot_.vectors.dim());
  std::optional<lookup::PreparedQuery> prepared;
  if (factor_scale_ != 0) prepared.emplace(query, snapshot_.vectors.shape());
  std::vector<Candidate> candidates;  // places in touched_
  candidates.reserve(touched_.size());
  lookup::BitmapReader may_stand(allowed);
  for (std::uint32_t i = 0; i < touched_.size(); ++i) {
    if (may_stand.contains(touched_[i])) candidates.push_back({static_cast<float>(before(i)), i});
  }
  lookup::TopHits best(k);
  const auto cutoff = [&best] {
    const float threshold = best.threshold();
    return std::isinf(threshold) ? threshold : threshold - kRounding * std::fabs(threshold);
  };
  const float rest =
      prepared ? std::max(0.0F, added_by_factors(snapshot_.vectors.upper_bound(*prepared))) : 0.0F;
  const auto bounds = [&](const std::vector<Candidate>& some) {
    return prepared ? factor_bounds(*prepared, some) : std::vector<float>(some.size(), 0.0F);
  };
  score_by_bound(candidates, k, rest, cutoff, bounds, [&](std::uint32_t place) {
    best.offer({touched_[place], static_cast<float>(before(place) + factor_part(touched_[place]))});
  });
  if (prepared) {
    const float at_least = factor_scale_ > 0
                               ? static_cast<float>(static_cast<double>(cutoff()) / factor_scale_)
                               : lookup::kLowestScore;
    for (const Hit& hit : snapshot_.vectors.top_k(query, k, &allowed, touched_, at_least)) {
      best.offer({hit.row, static_cast<float>(factor_scale_ * static_cast<double>(hit.score))});
    }
  }
  return best.take();
}

}  // namespace suggestd::recommend
