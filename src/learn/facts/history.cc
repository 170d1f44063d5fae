#include "learn/facts/history.h"

#include <xxhash.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace suggestd::learn {
namespace {

bool earlier(const Basket& a, const Basket& b) { return std::tie(a.at, a.key) < std::tie(b.at, b.key); }

struct Strength {
  ProductRow product{};
  double value = 0;
};

// The strength of `count` repeats: 1 + ln count, as confidence() has it.
double repeated(std::uint32_t count) { return count == 0 ? 0.0 : confidence(static_cast<double>(count)); }

double interest_strength(const Interest& interest, const ConfidenceOptions& options, Timestamp landmark) {
  double sum = 0;
  const auto add = [&](float weight, std::uint32_t count, Timestamp last) {
    if (count > 0) sum += weight * repeated(count) * age_factor(options, landmark, last);
  };
  add(options.view, interest.views, interest.last_view);
  add(options.wishlist, interest.wishes, interest.last_wish);
  add(options.cart, interest.carts, interest.last_cart);
  return sum;
}

std::vector<Strength> strengths(const History& history, const ConfidenceOptions& options,
                                Timestamp landmark) {
  std::vector<Strength> all;
  for (const Interest& interest : history.interests) {
    all.push_back({interest.product, interest_strength(interest, options, landmark)});
  }
  for (const Basket& basket : history.baskets) {
    const double one = options.purchase * age_factor(options, landmark, basket.at);
    for (const BasketLine& line : history.lines_of(basket)) all.push_back({line.product, one});
  }
  // Stable, so that the strengths of one product are added in the same order for every way to build the
  // history.
  std::stable_sort(all.begin(), all.end(),
                   [](const Strength& a, const Strength& b) { return a.product < b.product; });
  return all;
}

}  // namespace

std::uint64_t basket_key(std::string_view id) { return XXH64(id.data(), id.size(), 0); }

const Basket* find_basket(const History& history, std::uint64_t key) {
  const auto found = std::ranges::find(history.baskets, key, &Basket::key);
  return found == history.baskets.end() ? nullptr : &*found;
}

void remove_basket(History& history, std::uint64_t key) {
  const auto basket = std::find_if(history.baskets.begin(), history.baskets.end(),
                                   [key](const Basket& b) { return b.key == key; });
  if (basket == history.baskets.end()) return;
  const auto first = history.lines.begin() + basket->first_line;
  history.lines.erase(first, first + basket->line_count);
  for (auto later = basket + 1; later != history.baskets.end(); ++later) {
    later->first_line -= basket->line_count;
  }
  history.baskets.erase(basket);
}

std::int32_t day_number(Timestamp at) {
  return static_cast<std::int32_t>(std::chrono::floor<std::chrono::days>(at).time_since_epoch().count());
}

void put_basket(History& history, std::uint64_t key, Timestamp at, std::span<const BasketLine> lines) {
  remove_basket(history, key);
  if (lines.empty()) return;
  Basket basket{key, at, static_cast<std::uint32_t>(history.lines.size()),
                static_cast<std::uint32_t>(lines.size())};
  const auto place = std::upper_bound(history.baskets.begin(), history.baskets.end(), basket, earlier);
  if (place != history.baskets.end()) basket.first_line = place->first_line;
  for (auto later = place; later != history.baskets.end(); ++later) later->first_line += basket.line_count;
  history.lines.insert(history.lines.begin() + basket.first_line, lines.begin(), lines.end());
  history.baskets.insert(place, basket);
}

void keep_latest_baskets(History& history) {
  while (history.baskets.size() > kLatestBaskets) remove_basket(history, history.baskets.front().key);
}

Interest& interest_in(History& history, ProductRow product) {
  const auto place =
      std::lower_bound(history.interests.begin(), history.interests.end(), product,
                       [](const Interest& interest, ProductRow row) { return interest.product < row; });
  if (place != history.interests.end() && place->product == product) return *place;
  Interest fresh;
  fresh.product = product;
  return *history.interests.insert(place, fresh);
}

void add_history(History& into, const History& from) {
  for (const Basket& basket : from.baskets) put_basket(into, basket.key, basket.at, from.lines_of(basket));
  for (const Interest& other : from.interests) {
    Interest& interest = interest_in(into, other.product);
    interest.views += other.views;
    interest.wishes += other.wishes;
    interest.carts += other.carts;
    interest.last_view = std::max(interest.last_view, other.last_view);
    interest.last_wish = std::max(interest.last_wish, other.last_wish);
    interest.last_cart = std::max(interest.last_cart, other.last_cart);
  }
}

LearnedRow learned_row(const History& history, const ConfidenceOptions& options, Timestamp landmark) {
  LearnedRow row;
  const std::vector<Strength> all = strengths(history, options, landmark);
  for (std::size_t i = 0; i < all.size();) {
    const ProductRow product = all[i].product;
    double sum = 0;
    for (; i < all.size() && all[i].product == product; ++i) sum += all[i].value;
    const float weight = confidence(sum);
    if (weight <= 0) continue;
    row.columns.push_back(index(product));
    row.confidences.push_back(weight);
  }
  return row;
}

}  // namespace suggestd::learn
