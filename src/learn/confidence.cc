#include "learn/confidence.h"

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
      return 0;
  }
  return 0;
}

double age_factor(const ConfidenceOptions& options, Timestamp landmark, Timestamp at) {
  if (options.half_life.count() == 0) return 1;
  const std::chrono::duration<double, std::ratio<3600>> age = landmark - at;
  return std::exp2(-age.count() / static_cast<double>(options.half_life.count()));
}

float confidence(double strength) {
  return static_cast<float>(strength <= 1 ? strength : 1 + std::log(strength));
}

}  // namespace suggestd::learn
