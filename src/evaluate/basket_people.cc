#include "evaluate/basket_people.h"

#include <utility>

namespace suggestd::evaluate {

std::uint32_t BasketPeople::item(std::string_view product) {
  const auto [found, added] =
      numbers_.emplace(std::string(product), static_cast<std::uint32_t>(products_.size()));
  if (added) products_.emplace_back(product);
  return found->second;
}

BasketPeople all_but_last(const std::vector<UserBaskets>& users) {
  BasketPeople data;
  for (const UserBaskets& user : users) {
    model::BasketHistory history;
    const std::size_t learned = user.baskets.size() - 1;
    for (std::size_t b = 0; b < learned; ++b) {
      model::DatedBasket basket{-kDaysBetweenBaskets * static_cast<double>(learned - b), {}};
      for (const std::string& product : user.baskets[b]) basket.items.push_back(data.item(product));
      history.push_back(std::move(basket));
    }
    data.people.push_back(std::move(history));
  }
  return data;
}

}  // namespace suggestd::evaluate
