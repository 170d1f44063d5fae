#include "recommend/lists/ranking.h"

#include <algorithm>

namespace suggestd::recommend {

std::vector<lookup::Hit> paid_top(const Ranking& ranking, std::size_t k, const lookup::Bitmap& allowed,
                                  WorkBudget& budget) {
  const std::size_t products = allowed.count();
  if (!budget.spend(ranking.top_cost(std::min(k, products), products), kRankingWork)) return {};
  return ranking.top(k, allowed);
}

ListedRanking::ListedRanking(std::vector<lookup::Hit> hits, Statement reason)
    : hits_(std::move(hits)), reason_(std::move(reason)) {
  std::sort(hits_.begin(), hits_.end(), lookup::better);
}

std::vector<lookup::Hit> ListedRanking::top(std::size_t k, const lookup::Bitmap& allowed) const {
  std::vector<lookup::Hit> best;
  for (const lookup::Hit& hit : hits_) {
    if (best.size() == k) break;
    if (allowed.contains(hit.row)) best.push_back(hit);
  }
  return best;
}

}  // namespace suggestd::recommend
