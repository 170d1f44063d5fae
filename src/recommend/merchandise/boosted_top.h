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
#include <cstdint>
#include <functional>
#include <vector>

#include "base/ids.h"
#include "base/work_budget.h"
#include "catalog/plan.h"
#include "lookup/bitmap.h"
#include "recommend/lists/ranking.h"
#include "recommend/merchandise/arrange.h"

namespace suggestd::recommend {

double positive(double score);

class BoostedTop {
 public:
  // Works out the boosts of a block's products: 0 or more. Pays for itself.
  using WorkOut = std::function<void(catalog::RowRange range, catalog::NumberValues& boosts)>;

  // Requires: the ranking and the budget outlive this.
  BoostedTop(const Ranking& ranking, WorkOut work_out, WorkBudget& budget)
      : ranking_(ranking), work_out_(std::move(work_out)), budget_(budget) {}

  // The best `k` of `allowed`, best first, ties by row; fewer only if the ranking knows no more. Each product's boost is
  // worked out once, however often this is asked.
  std::vector<Ranked> top(std::size_t k, const lookup::Bitmap& allowed);

 private:
  struct Band {
    double most = 0;  // of its boosts
    std::vector<std::uint64_t> words;
  };
  struct Block {
    catalog::NumberValues boosts{};
    std::uint64_t known = 0;  // bits
  };
  double boost(ProductRow row) const;
  void learn_boosts(std::size_t block, std::uint64_t rows);
  std::vector<Band> bands_of(const lookup::Bitmap& allowed);
  std::vector<Ranked> top_of(const Band& band, std::size_t k, std::size_t products);

  const Ranking& ranking_;
  const WorkOut work_out_;
  WorkBudget& budget_;
  std::vector<Block> blocks_;
};

}  // namespace suggestd::recommend
