// The lanes' scores of products for one visitor, and their sum.
//
// Lanes    factors        f_i = <x_u, y_i>
//          co-occurrence  g_i = sum over j in S_u of n_ji       (n_j: j's neighbours)
//          linear         l_i = sum over j in S_u of w_ij       (the sparse linear model)
//          people         h_i, recommend/scores/like_minded.h
// Sum      s_i = a f_i / |f| + b g_i / |g| + c l_i / |l| + d h_i / |h|, with a, b, c, d from FixedSumWeights and
//          the norms over all products. |f|^2 = x'(Y'Y)x from the Gram matrix that is held anyway; g, l and h
//          are zero but for the few thousand products that the history's rows and neighbours name
//          ("touched").
// Exact    touched products are scored in full. The score of the others grows with f alone, so the vector
//          lookup, which leaves the touched ones out, finds the best of them.
// Threads  one; points into the snapshot and the visitor.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/aligned_vector.h"
#include "base/ids.h"
#include "learn/snapshot.h"
#include "lookup/bitmap.h"
#include "lookup/prepared_query.h"
#include "lookup/top_hits.h"
#include "recommend/request.h"
#include "recommend/scores/score_by_bound.h"
#include "recommend/visitor.h"

namespace suggestd::recommend {

// One product's part of each lane, weighted and divided by the lane's norm: the parts of the sum.
struct LaneParts {
  double factors = 0;
  double cooccurrence = 0;
  double linear = 0;
  double people = 0;
  double sum() const noexcept { return factors + cooccurrence + linear + people; }
};

class LaneScores {
 public:
  // Requires: both outlive this.
  LaneScores(const learn::Snapshot& snapshot, const Visitor& visitor, const FixedSumWeights& weights);

  // Weighs the gathered sums anew. Requires: no lane that had weight 0 at construction gets another weight.
  void weigh(const FixedSumWeights& weights);

  // True if no lane knows anything of the visitor.
  bool empty() const noexcept { return factor_scale_ == 0 && touched_.empty(); }

  std::vector<lookup::Hit> top(std::size_t k, const lookup::Bitmap& allowed) const;
  LaneParts parts(ProductRow row) const;

  // The factors by which raw scores enter the sum, such as a / |f|; 0 for a lane without scores.
  double factor_scale() const noexcept { return factor_scale_; }
  double cooccurrence_scale() const noexcept { return cooccurrence_scale_; }
  double linear_scale() const noexcept { return linear_scale_; }

 private:
  struct Touched {
    double cooccurrence = 0;  // raw sums
    double linear = 0;
    double people = 0;
  };

  struct Scratch;

  static Scratch& scratch(std::size_t products);
  void gather(bool with_people);
  double factor_part(ProductRow row) const;
  // A touched product's score without the factors.
  double before(std::size_t place) const;
  // Upper bounds of the factors' part in the score of each candidate.
  std::vector<float> factor_bounds(const lookup::PreparedQuery& query,
                                   std::span<const Candidate> candidates) const;
  float added_by_factors(float raw) const;

  const learn::Snapshot& snapshot_;
  const Visitor& visitor_;
  AlignedVector<float> query_;  // the visitor's vector and zeros for the numbers, padded; empty: none
  FixedSumWeights squared_norms_{0, 0, 0, 0};
  double factor_scale_ = 0;
  double cooccurrence_scale_ = 0;
  double linear_scale_ = 0;
  double people_scale_ = 0;
  std::vector<ProductRow> touched_;  // ascending
  std::vector<Touched> sums_;        // beside touched_
};

}  // namespace suggestd::recommend
