// The ranking of an interleaved list that led to a line of an order.
//
// Touch     the line belongs to the list that its own recommendation_id names, if that showed the product; else to the last
//           click on the product before the order. Nothing else counts: as in attribute/attribution.h.
// Threads   pure functions.
#pragma once

#include "experiments/interleaved_totals.h"
#include "experiments/visitor_row.h"
#include "records/order.h"

namespace suggestd::experiments {

// Lines that are left, by ranking. `row`: of the person who ordered.
Credit credit_of(const Order& order, const VisitorRow& row);

}  // namespace suggestd::experiments
