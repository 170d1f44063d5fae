#include "experiments/order_outcome.h"

#include <algorithm>

#include <xxhash.h>

#include "attribute/attribution.h"

namespace suggestd::experiments {

bool in_window(Timestamp placed_at, Timestamp exposed_at, std::chrono::hours window) {
  return placed_at + kClockSlack >= exposed_at && placed_at < exposed_at + window;
}

std::optional<VisitorOrder> outcome_of(const Order& order) {
  const bool any_left = std::any_of(order.lines.begin(), order.lines.end(),
                                    [](const OrderLine& line) { return line.refunded < line.quantity; });
  if (order.cancelled || !any_left) return std::nullopt;
  VisitorOrder outcome{order_hash(order.order_id), {0, order.currency}};
  for (const OrderLine& line : order.lines) outcome.revenue.minor += shop::revenue_left(line);
  return outcome;
}

std::uint64_t order_hash(std::string_view order_id) { return XXH3_64bits(order_id.data(), order_id.size()); }

}  // namespace suggestd::experiments
