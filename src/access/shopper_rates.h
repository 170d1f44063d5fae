// The rates of signed-in shoppers, in a table that no number of shoppers makes larger.
//
// Idea     a person's bucket is found by a hash; two persons with one place share it, one in kPlaces.
// Threads  any.
#pragma once

#include <array>
#include <functional>
#include <string_view>

#include "access/rate_limit.h"

namespace suggestd::http {

class ShopperRates {
 public:
  TokenBucket& of(std::string_view shopper) noexcept {
    return buckets_[std::hash<std::string_view>()(shopper) % kPlaces];
  }

 private:
  static constexpr std::size_t kPlaces = 4096;
  std::array<TokenBucket, kPlaces> buckets_;
};

}  // namespace suggestd::http
