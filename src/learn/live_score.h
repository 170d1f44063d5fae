// How well the lists predict what people then order, on live traffic: each order is scored against the
// snapshot published before it is learned (prequential: Dawid 1984; with forgetting: Gama et al. 2013).
//
// The list is made by the recommender that serves (recommend/score_order.h), so the score is that of served
// lists.
// Threads  plain values.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "records/order.h"

namespace suggestd::learn {

struct Snapshot;

struct OrderScore {
  bool hit = false;  // a product of the order was in the list
  double ndcg = 0;
};

// Null result: the order can't be scored, because nothing is known of its buyer.
using OrderScorer = std::function<std::optional<OrderScore>(const Snapshot&, const Order&)>;

// Means over about the last kMemory scored orders.
class LiveScore {
 public:
  static constexpr std::uint64_t kMemory = 1'000;

  void add(const OrderScore& score) {
    ++orders_;
    const double share = 1.0 / static_cast<double>(orders_ < kMemory ? orders_ : kMemory);
    hit_rate_ += ((score.hit ? 1.0 : 0.0) - hit_rate_) * share;
    ndcg_ += (score.ndcg - ndcg_) * share;
  }

  std::uint64_t orders() const noexcept { return orders_; }  // scored since the start
  double hit_rate() const noexcept { return hit_rate_; }
  double ndcg() const noexcept { return ndcg_; }

 private:
  std::uint64_t orders_ = 0;
  double hit_rate_ = 0;
  double ndcg_ = 0;
};

}  // namespace suggestd::learn
