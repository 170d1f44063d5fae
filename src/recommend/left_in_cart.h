// The products that a person put into the cart, and neither took out nor bought since.
//
// Threads  pure.
#pragma once

#include <vector>

#include "learn/facts/history.h"

namespace suggestd::recommend {

// By product.
std::vector<learn::Interest> left_in_cart(const learn::History& history);

}  // namespace suggestd::recommend
