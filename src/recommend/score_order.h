// Scores the list that the buyer of an order would have been shown just before it.
//
// The list is for-you with kLiveListLength products, bought ones allowed, stock and dates as at the order.
// NDCG with binary gains and an ideal list of min(k, lines). No score for a buyer of whom nothing is known.
//
// Threads  pure.
#pragma once

#include <cstddef>
#include <optional>

#include "learn/live_score.h"
#include "learn/snapshot.h"
#include "records/order.h"

namespace suggestd::recommend {

inline constexpr std::size_t kLiveListLength = 20;

// A learn::OrderScorer.
std::optional<learn::OrderScore> score_order(const learn::Snapshot& snapshot, const Order& order);

}  // namespace suggestd::recommend
