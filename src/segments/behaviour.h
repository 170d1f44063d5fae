// The behaviour of one person, read off the history that the model keeps: merges, cancellations, refunds and
// erasures are done with there (learn/facts/facts.h).
//
// Threads  pure.
#pragma once

#include <cstddef>

#include "base/time.h"
#include "learn/facts/history.h"
#include "lookup/bitmap.h"
#include "records/money.h"
#include "segments/hashed_table.h"

namespace suggestd::segments {

// In all of these `products` null means any product, and `since` is inclusive.
bool has_bought(const learn::History& history, const lookup::Bitmap* products, Timestamp since);
bool has_viewed(const learn::History& history, const lookup::Bitmap* products, Timestamp since);
bool has_left_in_cart(const learn::History& history, const lookup::Bitmap* products, Timestamp since);
// Orders, and purchases that came as events.
std::size_t orders_since(const learn::History& history, Timestamp since);
// The orders' amounts in that currency.
WideMinor spent_since(const learn::History& history, const HashedTable<Money>& amounts, Currency currency,
                      Timestamp since);

}  // namespace suggestd::segments
