// The orders that people placed in the days after a run.
//
// Counted  placed from `from` to before `until` and not cancelled.
// Threads  of one budget: one; else any.
#pragma once

#include <functional>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "base/work_budget.h"
#include "records/order.h"
#include "store/store.h"

namespace suggestd::campaigns {

inline constexpr Lever kReportWork{"days", "reading the orders of the run's people"};

class OrdersAfter {
 public:
  struct Time {
    Timestamp from{};
    Timestamp until{};
  };

  // Requires: `store` and `budget` outlive this.
  OrdersAfter(const store::Store& store, ShopId shop, Time time, WorkBudget& budget)
      : store_(store), shop_(shop), time_(time), budget_(budget) {}

  // Latest first. Errors: those of the store and of the budget.
  Status of(std::string_view user_id, const std::function<void(const Order&)>& visit) const;

 private:
  const store::Store& store_;
  const ShopId shop_;
  const Time time_;
  WorkBudget& budget_;
};

}  // namespace suggestd::campaigns
