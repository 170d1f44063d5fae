#include "recommend/left_in_cart.h"

#include <algorithm>

namespace suggestd::recommend {

std::vector<learn::Interest> left_in_cart(const learn::History& history) {
  std::vector<learn::Interest> put_in;
  for (const learn::Interest& interest : history.interests) {
    if (interest.carts > 0) put_in.push_back(interest);
  }
  if (put_in.empty()) return put_in;
  for (const learn::Basket& basket : history.baskets) {
    std::erase_if(put_in, [&](const learn::Interest& interest) {
      return basket.at >= interest.last_cart &&
             std::ranges::binary_search(history.lines_of(basket), interest.product, {},
                                        &learn::BasketLine::product);
    });
  }
  return put_in;
}

}  // namespace suggestd::recommend
