// The learned blend as lists are served by it (model/blend/learned_blend.h), made from one snapshot.
//
// Idea     a fit takes seconds and reads people's histories alone, which a snapshot holds unchanged: it runs
//          beside the worker, and its result enters the model when it is done. The same snapshot gives the
//          same bytes on any number of threads.
// Threads  immutable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>

#include "base/time.h"
#include "learn/facts/history.h"
#include "model/blend/basket_tables.h"
#include "model/blend/learned_blend.h"

namespace suggestd::learn {

struct Snapshot;

struct ServedBlend {
  model::BlendChoices choices;  // both empty: the log does not tell enough yet
  model::BasketTables tables;   // by product row; none for later products, or without choices
  std::uint64_t baskets = 0;    // of the shop when it was fitted
  std::uint64_t forgotten = 0;  // people removed before that

  // The counts of a product, beside its numbers in the vector index.
  const model::ItemCounts& counts(std::size_t row) const {
    static constexpr model::ItemCounts kUnknown;
    return row < tables.counts.size() ? tables.counts[row] : kUnknown;
  }
};

// blend_day(): the moment in days, as the blend counts time. basket_history(): a person's purchases, as the
// blend reads them.
double blend_day(Timestamp at);
model::BasketHistory basket_history(const History& history);

// Null if it was stopped. People who asked for no profile, and people without baskets, teach nothing.
std::shared_ptr<const ServedBlend> fit_served_blend(const Snapshot& snapshot, std::size_t threads,
                                                    const std::stop_token& stop);

}  // namespace suggestd::learn
