// Token buckets by name, in a table that no number of names makes larger: of signed-in shoppers, of addresses.
//
// Shared   two names with one place share a bucket; with N names under way a name does so by a chance of N / places.
// Threads  any.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "access/keyed_places.h"
#include "access/rate_limit.h"

namespace suggestd::http {

class BucketTable {
 public:
  explicit BucketTable(std::size_t places) : places_(places), buckets_(places) {}

  TokenBucket& of(std::string_view name) noexcept { return buckets_[places_.of(name)]; }

 private:
  KeyedPlaces places_;
  std::vector<TokenBucket> buckets_;
};

}  // namespace suggestd::http
