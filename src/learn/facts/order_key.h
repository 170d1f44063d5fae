// The key of an order's basket, for those who know something else of the order and look for its basket.
//
// Threads  pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "learn/facts/history.h"

namespace suggestd::learn {

// Never changes: checkpoints hold it, and the rows of segments/side_facts.h.
inline std::uint64_t order_key(std::string_view order_id) {
  std::string id(1, 'o');
  id += order_id;
  return basket_key(id);
}

}  // namespace suggestd::learn
