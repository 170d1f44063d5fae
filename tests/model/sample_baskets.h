// A small shop of habits: person p buys their own staple (p % staples) each week, and every second week
// something new from the upper half of the items, which follows the staple's number.
#pragma once

#include <random>
#include <vector>

#include "model/blend/basket_history.h"
#include "model/blend/learned_blend.h"

namespace suggestd::model {

inline constexpr std::uint32_t kStaples = 10;
inline constexpr std::uint32_t kSampleItems = 60;

inline std::vector<BasketHistory> sample_baskets(std::size_t people, std::size_t baskets) {
  std::mt19937 random(7);
  std::vector<BasketHistory> histories(people);
  for (std::uint32_t person = 0; person < people; ++person) {
    const std::uint32_t staple = person % kStaples;
    for (std::size_t b = 0; b < baskets; ++b) {
      DatedBasket basket{-7.0 * static_cast<double>(baskets - b), {staple}};
      if (b % 2 == 1)
        basket.items.push_back(kStaples + staple * 5 + static_cast<std::uint32_t>(random() % 5));
      histories[person].push_back(basket);
    }
  }
  return histories;
}

inline BlendOptions sample_blend_options() {
  BlendOptions options;
  options.lanes.factors.dim = 8;
  options.lanes.factors.epochs = 4;
  return options;
}

}  // namespace suggestd::model
