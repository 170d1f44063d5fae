// One person's purchases, product by product, and their habits: the part of the learned blend's features that
// needs no lane.
//
// Time     ages and intervals are measured against the person's own pace, so that a data set with an
//          order of baskets and no times gives the same kind of numbers.
// Threads  a plain value.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/blend/basket_history.h"

namespace suggestd::model {

struct PastItem {
  std::uint32_t item = 0;
  double times = 0;
  double decayed_slow = 0, decayed = 0, decayed_fast = 0;  // 0.9, 0.7, 0.4 to the baskets since
  double decayed_quarter = 0;                              // halved with every 90 days
  double baskets_since = 0;
  double last_day = 0;
  double intervals = 0;  // sum of days between purchases
};

class PersonPast {
 public:
  PersonPast() = default;  // of nobody: no items
  // Requires: `history` is not empty; now >= its last day.
  PersonPast(const BasketHistory& history, double now);

  // Ascending by item.
  std::span<const PastItem> items() const noexcept { return items_; }
  // Null if the person never bought it.
  const PastItem* find(std::uint32_t item) const;

  double now() const noexcept { return now_; }
  double baskets() const noexcept { return baskets_; }
  double pace() const noexcept { return pace_; }  // days between this person's baskets
  double basket_size() const noexcept { return basket_size_; }
  double return_logit() const noexcept { return return_logit_; }  // of their purchases being repeats

 private:
  std::vector<PastItem> items_;
  double now_ = 0;
  double baskets_ = 0;
  double pace_ = 0;
  double basket_size_ = 0;
  double return_logit_ = 0;
};

}  // namespace suggestd::model
