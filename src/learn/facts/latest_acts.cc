#include "learn/facts/latest_acts.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "learn/facts/popularity.h"

namespace suggestd::learn {
namespace {

void add_interest(const History& history, ProductRow product, LatestActs& acts) {
  const auto interest = std::ranges::lower_bound(history.interests, product, {}, &Interest::product);
  if (interest == history.interests.end() || interest->product != product) return;
  if (interest->views > 0) acts.view = interest->last_view;
  if (interest->wishes > 0) acts.wish = interest->last_wish;
  if (interest->carts > 0) acts.cart = interest->last_cart;
}

double level(Timestamp act, double weight, std::chrono::hours half_life) {
  if (act == LatestActs::kNever || weight <= 0) return -std::numeric_limits<double>::infinity();
  return std::log2(weight) + decay_exponent(act, half_life);
}

}  // namespace

LatestActs latest_acts(const History& history, ProductRow product) {
  const BasketLine line{product};
  return latest_acts(history, std::span(&line, 1)).front();
}

std::vector<LatestActs> latest_acts(const History& history, std::span<const BasketLine> lines) {
  std::vector<LatestActs> acts(lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) add_interest(history, lines[i].product, acts[i]);
  // Baskets ascend by time, so the last one that holds a product has the latest purchase.
  for (const Basket& basket : history.baskets) {
    auto next = lines.begin();
    for (const BasketLine& bought : history.lines_of(basket)) {
      next = std::lower_bound(next, lines.end(), bought.product,
                              [](const BasketLine& line, ProductRow row) { return line.product < row; });
      if (next == lines.end()) break;
      if (next->product == bought.product)
        acts[static_cast<std::size_t>(next - lines.begin())].purchase = basket.at;
    }
  }
  return acts;
}

LatestActs cut_to(LatestActs acts, Timestamp latest) {
  for (Timestamp* act : {&acts.view, &acts.wish, &acts.cart, &acts.purchase}) *act = std::min(*act, latest);
  return acts;
}

double purchase_level(const LatestActs& acts, std::chrono::hours half_life) {
  return level(acts.purchase, 1, half_life);
}

double interest_level(const LatestActs& acts, const ConfidenceOptions& weights,
                      std::chrono::hours half_life) {
  const auto of = [&](Timestamp act, float weight) {
    return level(act, static_cast<double>(weight), half_life);
  };
  return std::max({of(acts.view, weights.view), of(acts.wish, weights.wishlist), of(acts.cart, weights.cart),
                   of(acts.purchase, weights.purchase)});
}

}  // namespace suggestd::learn
