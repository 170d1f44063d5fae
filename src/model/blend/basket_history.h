// A person's purchases, basket by basket, as the learned blend reads them.
//
// Time     in days from any fixed origin; a data set without times lays the baskets a week apart.
// Threads  plain values.
#pragma once

#include <cstdint>
#include <vector>

namespace suggestd::model {

struct DatedBasket {
  double day = 0;
  std::vector<std::uint32_t> items;  // no repeats
};

// Oldest basket first.
using BasketHistory = std::vector<DatedBasket>;

}  // namespace suggestd::model
