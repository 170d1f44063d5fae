// People's baskets with products as numbers, as the learned blend reads them.
//
// Threads  a plain value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "evaluate/split.h"
#include "model/blend/basket_history.h"

namespace suggestd::evaluate {

inline constexpr double kDaysBetweenBaskets = 7;

class BasketPeople {
 public:
  // The number of a product, given at its first naming: 0, 1, 2, ...
  std::uint32_t item(std::string_view product);
  const std::string& product(std::uint32_t item) const { return products_[item]; }
  std::size_t items() const noexcept { return products_.size(); }

  std::vector<model::BasketHistory> people;

 private:
  std::vector<std::string> products_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

// All baskets but each person's last, in the order of `users`. There are no times: the baskets of one
// person are laid kDaysBetweenBaskets apart, so that everybody's last basket falls on day 0.
BasketPeople all_but_last(const std::vector<UserBaskets>& users);

}  // namespace suggestd::evaluate
