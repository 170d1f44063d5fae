// The limits of this layer: see base/limit.h.
#pragma once

#include <array>

#include "base/limit.h"

namespace suggestd::limits {

inline constexpr Limit kShopNameBytes{"shop.name_bytes", 64, "bytes", "the name of a shop",
                                      "`suggestd import --shop` refuses it"};

inline constexpr Limit kConsumers{"consumer.known", 1000, "consumers",
                                  "named readers of one shop's change feed", "409 until one is deleted"};

inline constexpr std::array kOfStore{&kShopNameBytes, &kConsumers};

}  // namespace suggestd::limits
