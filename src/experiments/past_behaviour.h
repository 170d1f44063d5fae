// The past of a person before an exposure, and whether anything may be counted of them.
//
// Threads   any.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "records/money.h"
#include "records/person_id.h"

namespace suggestd::store {
class RecordReader;
}

namespace suggestd::experiments {

struct Past {
  bool countable = true;   // false: the person is not to be profiled
  std::int64_t spent = 0;  // in the kPastTime before, in minor units of the currency
};

inline constexpr std::chrono::hours kPastTime{24 * 90};
// The latest orders of somebody who has more: it is a figure for comparison, not a sum for the books.
inline constexpr std::size_t kMostPastOrders = 100;

using ReadPast = std::function<Result<Past>(const PersonId& person, Timestamp at, Currency currency)>;

// From the shop's orders as they are now. Requires: `records` outlives the function.
ReadPast past_of_orders(const store::RecordReader& records, ShopId shop);

}  // namespace suggestd::experiments
