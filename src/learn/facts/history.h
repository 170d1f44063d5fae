// The history of one person, kept so that each change of an order can be taken back exactly.
//
// Idea     purchases are baskets (an order, or one purchase event), so that the last basket, the rhythm
//          and co-purchase can be seen; everything else is counted per product. Taking an order back
//          removes its basket: nothing is subtracted from sums.
// Order    baskets by time, then by key; interests by product. The same facts in any order give the same
//          history.
// Threads  a plain value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "learn/facts/confidence.h"

namespace suggestd::learn {

struct BasketLine {
  ProductRow product{};
  float quantity = 1;  // left after refunds; > 0
  bool operator==(const BasketLine&) const = default;
};

struct Basket {
  std::uint64_t key = 0;  // basket_key(); one basket a key
  Timestamp at{};
  std::uint32_t first_line = 0;  // in History::lines; by product, one line a product
  std::uint32_t line_count = 0;
  bool operator==(const Basket&) const = default;
};

// The latest baskets that are kept of one person. A person with one basket a day has more after 27 years. A
// till that books all its customers on one user has more in weeks, and each further order would copy them
// all.
inline constexpr std::size_t kLatestBaskets = 10'000;

// Key of an order or of a purchase event: a 64-bit hash of its id (xxHash, stable across machines).
std::uint64_t basket_key(std::string_view id);

// The interest of a person in one product, beside purchases.
struct Interest {
  ProductRow product{};
  std::uint32_t views = 0;
  std::uint32_t wishes = 0;
  std::uint32_t carts = 0;  // put in less taken out, never below 0
  Timestamp last_view{};
  Timestamp last_wish{};
  Timestamp last_cart{};
  bool operator==(const Interest&) const = default;
};

// Flat, so that a copy is three copies of memory.
struct History {
  std::vector<Basket> baskets;
  std::vector<BasketLine> lines;  // basket after basket
  std::vector<Interest> interests;

  bool empty() const noexcept { return baskets.empty() && interests.empty(); }
  std::span<const BasketLine> lines_of(const Basket& basket) const {
    return std::span(lines).subspan(basket.first_line, basket.line_count);
  }
  bool operator==(const History&) const = default;
};

// The day since 1970, by which purchases are counted (model/blend/daily_purchases.h).
std::int32_t day_number(Timestamp at);

// Puts the basket in its place; it replaces one with the same key. Without lines it only removes that one.
// Requires: lines ascend by product, one a product.
void put_basket(History& history, std::uint64_t key, Timestamp at, std::span<const BasketLine> lines);
void remove_basket(History& history, std::uint64_t key);
// Null if there is none. Good until the history is next changed.
const Basket* find_basket(const History& history, std::uint64_t key);
// Forgets the oldest baskets beyond kLatestBaskets.
void keep_latest_baskets(History& history);
// The interest in a product; made if there is none. Valid until the history is next changed.
Interest& interest_in(History& history, ProductRow product);

// Adds all that `from` holds (a visitor who became known) to `into`.
void add_history(History& into, const History& from);

// A row of the matrix that the lanes learn from: products ascending, each with its confidence > 0.
struct LearnedRow {
  std::vector<std::uint32_t> columns;
  std::vector<float> confidences;
  bool operator==(const LearnedRow&) const = default;
};

LearnedRow learned_row(const History& history, const ConfidenceOptions& options, Timestamp landmark);

}  // namespace suggestd::learn
