// An order as an outcome: what is left of it, and when a visitor's window takes it.
//
// Threads   pure functions.
#pragma once

#include <chrono>
#include <optional>

#include "base/time.h"
#include "experiments/visitor_row.h"
#include "records/order.h"

namespace suggestd::experiments {

// An order may be dated this long before the exposure that led to it: the shop's clock and ours may differ, and
// shops round to seconds.
inline constexpr std::chrono::minutes kClockSlack{1};

bool in_window(Timestamp placed_at, Timestamp exposed_at, std::chrono::hours window);
// Nothing if it is cancelled, or all of it was taken back.
std::optional<VisitorOrder> outcome_of(const Order& order);
std::uint64_t order_hash(std::string_view order_id);

}  // namespace suggestd::experiments
