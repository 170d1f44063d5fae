// How sure an interaction makes us that a person wants a product.
//
// Strength r = sum over what the person did with the product: weight of the kind, times 2^(-age / half
//          life). Confidence w(r) = r up to 1, then 1 + ln r: the second purchase counts, the hundredth
//          hardly does; value and slope are continuous.
// Age      is measured on the log's clock from a landmark that moves in steps of an eighth of the half
//          life (learn/facts/log_clock.h), so that a replay gives the same numbers.
#pragma once

#include <chrono>

#include "base/time.h"
#include "records/event.h"

namespace suggestd::learn {

struct ConfidenceOptions {
  // 0: the kind teaches nothing. A cart_remove takes back one cart_add, a refund its purchase.
  float view = 0.15F;
  float wishlist = 0.35F;
  float cart = 0.5F;
  float purchase = 1.0F;
  // 0: age does not count.
  std::chrono::hours half_life{24 * 365};
};

// Weight of one event of this kind; 0 for kinds that say nothing about wanting (rec_shown, search,
// cart_remove).
float event_weight(const ConfidenceOptions& options, EventType type);

// The step of the landmark: an eighth of the half life, but an hour at least. Without a half life the
// landmark has no effect.
std::chrono::hours landmark_step(const ConfidenceOptions& options);

// 2^(-(landmark - at) / half_life); 1 if the half life is 0. A moment more than a step ahead of the landmark
// counts as one step ahead.
double age_factor(const ConfidenceOptions& options, Timestamp landmark, Timestamp at);

// w(r) above. Requires: strength >= 0.
float confidence(double strength);

}  // namespace suggestd::learn
