#include "learn/facts/confidence.h"

#include <algorithm>
#include <cmath>

namespace suggestd::learn {

float event_weight(const ConfidenceOptions& options, EventType type) {
  switch (type) {
    case EventType::view:
    case EventType::rec_click:
      return options.view;
    case EventType::wishlist:
      return options.wishlist;
    case EventType::cart_add:
      return options.cart;
    case EventType::purchase:
      return options.purchase;
    case EventType::cart_remove:
    case EventType::rec_shown:
    case EventType::search:
    case EventType::page_purchase:
    case EventType::consent_given:
    case EventType::consent_withdrawn:
      return 0;
  }
  return 0;
}

std::chrono::hours landmark_step(const ConfidenceOptions& options) {
  return std::max(std::chrono::hours(1), options.half_life / 8);
}

double age_factor(const ConfidenceOptions& options, Timestamp landmark, Timestamp at) {
  if (options.half_life.count() == 0) return 1;
  // Only after a leap of the clock does a moment lie further ahead of the landmark than one step.
  using Hours = std::chrono::duration<double, std::ratio<3600>>;
  const Hours age = std::max<Hours>(landmark - at, -landmark_step(options));
  return std::exp2(-age.count() / static_cast<double>(options.half_life.count()));
}

float confidence(double strength) {
  return static_cast<float>(strength <= 1 ? strength : 1 + std::log(strength));
}

}  // namespace suggestd::learn
