// The most that one person adds to a product's counts: once, by the strongest of the latest acts.
//
// Idea     a person who buys a product, or looks at it, again is not a second person. Only the latest
//          act of each kind counts, and of those the one that is worth most now:
//            level = max over kinds of log2 weight + time of the latest act / half life
//          on the scale of DecayedCount. So nobody ever adds more than one fresh act, however often they act;
//          and the level follows from the person's history alone, so that it can be taken back.
// Threads  pure.
#pragma once

#include <chrono>
#include <span>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "learn/facts/confidence.h"
#include "learn/facts/history.h"

namespace suggestd::learn {

// The latest act of each kind; Timestamp::min(): none.
struct LatestActs {
  static constexpr Timestamp kNever = Timestamp::min();
  Timestamp view = kNever;
  Timestamp wish = kNever;
  Timestamp cart = kNever;  // what was taken out again does not count
  Timestamp purchase = kNever;
};

// The acts on one product.
LatestActs latest_acts(const History& history, ProductRow product);
// The acts on the product of each line. Requires: lines ascend by product.
std::vector<LatestActs> latest_acts(const History& history, std::span<const BasketLine> lines);
// The same acts, none of them after `latest`.
LatestActs cut_to(LatestActs acts, Timestamp latest);

// Minus infinity if no act counts.
double purchase_level(const LatestActs& acts, std::chrono::hours half_life);
double interest_level(const LatestActs& acts, const ConfidenceOptions& weights, std::chrono::hours half_life);

}  // namespace suggestd::learn
