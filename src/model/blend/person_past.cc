#include "model/blend/person_past.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

namespace suggestd::model {
namespace {

constexpr double kUsualPace = 7;  // days, for a person with one basket

// The weights of a basket by its place in the history, the same for all of its items.
struct Decay {
  double slow, usual, fast, quarter;
};

struct Purchase {
  std::uint32_t item;
  std::uint32_t basket;
};

std::vector<Decay> decays(const BasketHistory& history, double now) {
  std::vector<Decay> all;
  for (std::size_t b = 0; b < history.size(); ++b) {
    const auto since = static_cast<double>(history.size() - 1 - b);
    all.push_back({std::pow(0.9, since), std::pow(0.7, since), std::pow(0.4, since),
                   std::exp2((history[b].day - now) / 90)});
  }
  return all;
}

// All purchases, by item, and by time within an item.
std::vector<Purchase> by_item(const BasketHistory& history) {
  std::vector<Purchase> purchases;
  for (std::uint32_t b = 0; b < history.size(); ++b) {
    for (const std::uint32_t item : history[b].items) purchases.push_back({item, b});
  }
  std::sort(purchases.begin(), purchases.end(), [](const Purchase& a, const Purchase& b) {
    return a.item != b.item ? a.item < b.item : a.basket < b.basket;
  });
  return purchases;
}

}  // namespace

PersonPast::PersonPast(const BasketHistory& history, double now)
    : now_(now), baskets_(static_cast<double>(history.size())) {
  assert(!history.empty());
  const std::vector<Decay> decay = decays(history, now);
  const std::vector<Purchase> purchases = by_item(history);
  for (const Purchase& purchase : purchases) {
    const double day = history[purchase.basket].day;
    if (items_.empty() || items_.back().item != purchase.item) {
      items_.push_back({});
      items_.back().item = purchase.item;
    } else {
      items_.back().intervals += std::max(0.0, day - items_.back().last_day);
    }
    PastItem& past = items_.back();
    const Decay& worth = decay[purchase.basket];
    past.times += 1;
    past.decayed_slow += worth.slow;
    past.decayed += worth.usual;
    past.decayed_fast += worth.fast;
    past.decayed_quarter += worth.quarter;
    past.baskets_since = static_cast<double>(history.size() - 1 - purchase.basket);
    past.last_day = day;
  }
  const auto count = static_cast<double>(purchases.size());
  const double span = std::max(0.0, now - history.front().day);
  pace_ = (span + kUsualPace) / (baskets_ + 1);
  basket_size_ = count / baskets_;
  const double returned = (count - static_cast<double>(items_.size()) + 1) / (count + 4);
  return_logit_ = std::log(returned / (1 - returned));
}

const PastItem* PersonPast::find(std::uint32_t item) const {
  const auto found = std::lower_bound(items_.begin(), items_.end(), item,
                                      [](const PastItem& past, std::uint32_t i) { return past.item < i; });
  return found != items_.end() && found->item == item ? &*found : nullptr;
}

}  // namespace suggestd::model
