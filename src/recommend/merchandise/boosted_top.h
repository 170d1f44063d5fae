// The best products of a ranking when each product's score is multiplied by a boost of its own.
//
// Exact    as if all allowed products were ranked, boosted and sorted.
// Idea     products are split into bands whose boosts lie within a factor of four. In a band no product beyond the first n of
//          the ranking can come to more than the n-th score times the band's highest boost: so the ranking is asked for some
//          more than wanted, and for all that a band has only if many scores are nearly equal. After Fagin, Lotem and
//          Naor, "Optimal aggregation algorithms for middleware" (2003), the threshold algorithm.
// Scores   may be negative: an ascending function maps them to positive numbers, and leaves positive ones as they are.
// Threads  one.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "base/ids.h"
#include "base/work_budget.h"
#include "lookup/bitmap.h"
#include "recommend/lists/ranking.h"
#include "recommend/merchandise/arrange.h"

namespace suggestd::recommend {

double positive(double score);

class BoostedTop {
 public:
  using BoostOf = std::function<double(ProductRow)>;  // 0 or more; pays for itself

  // Requires: the ranking and the budget outlive this.
  BoostedTop(const Ranking& ranking, BoostOf boost_of, WorkBudget& budget)
      : ranking_(ranking), boost_of_(std::move(boost_of)), budget_(budget) {}

  // The best `k` of `allowed`, best first, ties by row; fewer only if the ranking knows no more. Each product's boost is
  // worked out once, however often this is asked.
  std::vector<Ranked> top(std::size_t k, const lookup::Bitmap& allowed);

 private:
  struct Band {
    double most = 0;  // of its boosts
    std::vector<std::uint64_t> words;
  };
  double boost(ProductRow row);
  std::vector<Band> bands_of(const lookup::Bitmap& allowed);
  std::vector<Ranked> top_of(const Band& band, std::size_t k, std::size_t products);

  const Ranking& ranking_;
  const BoostOf boost_of_;
  WorkBudget& budget_;
  std::vector<double> boosts_;  // by row; below 0 where it is not known yet
};

}  // namespace suggestd::recommend
