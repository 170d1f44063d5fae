// A small invented shop for tests: people of a few tastes who order, look, take back and log in.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

#include "records/change.h"

namespace suggestd::learn {

inline Timestamp day(int number) { return Timestamp{} + std::chrono::hours(24 * (15'000 + number)); }

inline Change order_change(const std::string& order_id, const std::string& user_id,
                           const std::vector<std::string>& products, Timestamp at) {
  Order order;
  order.order_id = order_id;
  order.user_id = user_id;
  order.placed_at = at;
  for (const std::string& product : products) {
    OrderLine line;
    line.product_id = product;
    order.lines.push_back(line);
  }
  Change change;
  change.kind = ChangeKind::order;
  change.op = ChangeOp::placed;
  change.at = at;
  change.id = order_id;
  change.payload = OrderChange{order, std::nullopt};
  return change;
}

// The order of `placed`, cancelled.
inline Change cancel_change(const Change& placed, Timestamp at) {
  OrderChange orders = std::get<OrderChange>(placed.payload);
  orders.before = orders.after;
  orders.after.cancelled = true;
  Change change = placed;
  change.op = ChangeOp::cancelled;
  change.at = at;
  change.payload = orders;
  return change;
}

inline Change event_change(EventType type, const std::string& user_id, const std::string& anonymous_id,
                           const std::string& product, Timestamp at) {
  Event event;
  event.type = type;
  event.user_id = user_id;
  event.anonymous_id = anonymous_id;
  event.product_id = product;
  event.at = at;
  Change change;
  change.kind = ChangeKind::event;
  change.op = ChangeOp::added;
  change.at = at;
  change.payload = event;
  return change;
}

inline Change merge_change(const std::string& anonymous_id, const std::string& user_id, bool undo,
                           Timestamp at) {
  Change change;
  change.kind = ChangeKind::user;
  change.op = undo ? ChangeOp::unmerged : ChangeOp::merged;
  change.at = at;
  change.id = anonymous_id;
  change.payload = UserMerge{anonymous_id, user_id};
  return change;
}

inline Change product_change(const Product& product, Timestamp at) {
  Change change;
  change.kind = ChangeKind::product;
  change.op = ChangeOp::put;
  change.at = at;
  change.id = product.product_id;
  change.payload = product;
  return change;
}

// `records` records of a shop where user u likes the products of taste u % 4: "t0-0" ... "t3-14".
inline std::vector<Change> sample_log(std::size_t records, unsigned seed = 1) {
  std::mt19937 random(seed);
  const auto pick = [&](unsigned count) { return static_cast<unsigned>(random() % count); };
  std::vector<Change> changes;
  std::vector<Change> placed;
  for (std::size_t i = 0; i < records; ++i) {
    const Timestamp at = day(static_cast<int>(i / 20));
    const unsigned user = pick(60);
    const auto product = [&] {
      const unsigned taste = pick(10) == 0 ? pick(4) : user % 4;
      return fmt::format("t{}-{}", taste, std::min(pick(15), pick(15)));
    };
    const std::string user_id = fmt::format("u{}", user);
    const unsigned dice = pick(20);
    if (dice < 9) {
      changes.push_back(order_change(fmt::format("o{}", i), user_id, {product(), product(), product()}, at));
      placed.push_back(changes.back());
    } else if (dice < 10 && !placed.empty()) {
      const std::size_t which = pick(static_cast<unsigned>(placed.size()));
      changes.push_back(cancel_change(placed[which], at));
      placed.erase(placed.begin() + static_cast<std::ptrdiff_t>(which));
    } else if (dice < 18) {
      static constexpr std::array kTypes{EventType::view, EventType::view, EventType::cart_add,
                                         EventType::cart_remove, EventType::wishlist};
      const bool visitor = pick(3) == 0;
      changes.push_back(event_change(kTypes[pick(5)], visitor ? "" : user_id,
                                     visitor ? fmt::format("a{}", user) : "", product(), at));
    } else {
      changes.push_back(merge_change(fmt::format("a{}", user), user_id, pick(3) == 0, at));
    }
    changes.back().sequence = static_cast<Sequence>(i + 1);
  }
  return changes;
}

}  // namespace suggestd::learn
