#include "recommend/score_order.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>

#include "recommend/recommender.h"

namespace suggestd::recommend {
namespace {

double gain_at(std::size_t place) { return 1 / std::log2(static_cast<double>(place) + 2); }

}  // namespace

std::optional<learn::OrderScore> score_order(const learn::Snapshot& snapshot, const Order& order) {
  Request request;
  request.user_id = order.user_id;
  request.anonymous_id = order.anonymous_id;
  request.limit = kLiveListLength;
  request.include_bought = true;
  // Measured is the ranking: what the person put into the cart just before the order is what it should find.
  request.include_cart = true;
  request.variants = Variants::all;
  request.now = order.placed_at;
  const Result<Answer> answer = recommend(snapshot, request);
  if (!answer || !answer->fallback.empty() || answer->items.empty()) return std::nullopt;

  std::set<std::string_view> ordered;
  for (const OrderLine& line : order.lines) ordered.insert(line.product_id);
  learn::OrderScore score;
  double gain = 0;
  double ideal = 0;
  for (std::size_t place = 0; place < answer->items.size(); ++place) {
    if (ordered.contains(answer->items[place].product_id)) gain += gain_at(place);
  }
  for (std::size_t place = 0; place < std::min(ordered.size(), kLiveListLength); ++place) {
    ideal += gain_at(place);
  }
  score.hit = gain > 0;
  score.ndcg = ideal > 0 ? gain / ideal : 0;
  return score;
}

}  // namespace suggestd::recommend
