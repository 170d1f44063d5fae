// How well lists predict what people then do, measured on the log itself: each order is scored against
// the model before the model learns it (prequential evaluation, Dawid 1984; Gama et al. 2013).
#pragma once

#include <cstdint>

namespace suggestd::learn {

struct LiveScore {
  std::uint64_t orders = 0;  // scored so far
  std::size_t at = 20;       // list length
  double hit_rate = 0;       // exponential mean over about the last 1,000 scored orders
  double ndcg = 0;
};

}  // namespace suggestd::learn
