#include "recommend/lists/own_rankings.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace suggestd::recommend {
namespace {

using Days = std::chrono::duration<double, std::ratio<86400>>;

constexpr double kUsualGapDays = 30;
constexpr double kShortestGapDays = 0.5;

// Median of the gaps between ascending times, in days; `otherwise` if there are none.
double median_gap(const std::vector<Timestamp>& times, double otherwise) {
  std::vector<double> gaps;
  for (std::size_t i = 1; i < times.size(); ++i) gaps.push_back(Days(times[i] - times[i - 1]).count());
  if (gaps.empty()) return otherwise;
  const auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
  std::nth_element(gaps.begin(), middle, gaps.end());
  return std::max(*middle, kShortestGapDays);
}

double due_score(const std::vector<Timestamp>& purchases, double usual_gap, Timestamp now) {
  const double gap = median_gap(purchases, usual_gap);
  const double since = std::max(Days(now - purchases.back()).count(), kShortestGapDays / 10);
  return static_cast<double>(purchases.size()) * std::exp(-std::fabs(std::log(since / gap)));
}

}  // namespace

RankingPtr recently_viewed_ranking(const Visitor& visitor) {
  std::vector<std::pair<Timestamp, ProductRow>> views;
  for (const learn::Interest& interest : visitor.history().interests) {
    if (interest.views > 0) views.emplace_back(interest.last_view, interest.product);
  }
  if (views.empty()) return nullptr;
  std::sort(views.begin(), views.end(), [](const auto& a, const auto& b) {
    return a.first > b.first || (a.first == b.first && a.second < b.second);
  });
  std::vector<lookup::Hit> hits;
  for (std::size_t i = 0; i < views.size(); ++i) {
    hits.push_back({views[i].second, 1.0F / static_cast<float>(i + 1)});
  }
  return std::make_unique<ListedRanking>(std::move(hits), Statement{StatementCode::looked_at_lately});
}

RankingPtr buy_again_ranking(const Visitor& visitor, Timestamp now) {
  std::map<ProductRow, std::vector<Timestamp>> purchases;
  std::vector<Timestamp> baskets;
  for (const learn::Basket& basket : visitor.history().baskets) {
    baskets.push_back(basket.at);
    for (const learn::BasketLine& line : visitor.history().lines_of(basket)) {
      purchases[line.product].push_back(basket.at);
    }
  }
  if (purchases.empty()) return nullptr;
  const double usual_gap = median_gap(baskets, kUsualGapDays);
  std::vector<lookup::Hit> hits;
  for (const auto& [product, times] : purchases) {
    hits.push_back({product, static_cast<float>(due_score(times, usual_gap, now))});
  }
  return std::make_unique<ListedRanking>(std::move(hits), Statement{StatementCode::bought_before});
}

}  // namespace suggestd::recommend
