#include "segments/behaviour.h"

#include <algorithm>
#include <span>

#include "recommend/left_in_cart.h"

namespace suggestd::segments {
namespace {

bool among(const lookup::Bitmap* products, ProductRow product) {
  return products == nullptr || products->contains(product);
}

// Baskets stand in the order of time.
std::span<const learn::Basket> baskets_since(const learn::History& history, Timestamp since) {
  const auto first = std::ranges::lower_bound(history.baskets, since, {}, &learn::Basket::at);
  return {first, history.baskets.end()};
}

}  // namespace

bool has_bought(const learn::History& history, const lookup::Bitmap* products, Timestamp since) {
  return std::ranges::any_of(baskets_since(history, since), [&](const learn::Basket& basket) {
    return std::ranges::any_of(history.lines_of(basket),
                               [&](const learn::BasketLine& line) { return among(products, line.product); });
  });
}

bool has_viewed(const learn::History& history, const lookup::Bitmap* products, Timestamp since) {
  return std::ranges::any_of(history.interests, [&](const learn::Interest& interest) {
    return interest.views > 0 && interest.last_view >= since && among(products, interest.product);
  });
}

bool has_left_in_cart(const learn::History& history, const lookup::Bitmap* products, Timestamp since) {
  return std::ranges::any_of(recommend::left_in_cart(history), [&](const learn::Interest& interest) {
    return interest.last_cart >= since && among(products, interest.product);
  });
}

std::size_t orders_since(const learn::History& history, Timestamp since) {
  return baskets_since(history, since).size();
}

WideMinor spent_since(const learn::History& history, const HashedTable<Money>& amounts, Currency currency,
                      Timestamp since) {
  WideMinor sum = 0;
  for (const learn::Basket& basket : baskets_since(history, since)) {
    const Money* amount = amounts.find(basket.key);
    if (amount != nullptr && amount->currency == currency) sum += amount->minor;
  }
  return sum;
}

}  // namespace suggestd::segments
