#include "records/event.h"

#include <array>

namespace suggestd {
namespace {

// Names of the types, in the order of their numbers from 1.
constexpr std::array<std::string_view, 11> kNames = {
    "view",      "cart_add", "cart_remove",   "wishlist",      "purchase",         "rec_shown",
    "rec_click", "search",   "page_purchase", "consent_given", "consent_withdrawn"};

}  // namespace

std::string_view event_type_name(EventType type) { return kNames.at(static_cast<std::size_t>(type) - 1); }

std::optional<EventType> parse_event_type(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<EventType>(i + 1);
  }
  return std::nullopt;
}

}  // namespace suggestd
