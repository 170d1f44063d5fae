// The limits of this layer: see base/limit.h.
#pragma once

#include <array>

#include "base/ids.h"
#include "base/limit.h"

namespace suggestd::limits {

inline constexpr Limit kIdBytes{"id.bytes", kMaxIdBytes, "bytes",
                                "an id of an order, product, person or event", "400 that names the field"};

inline constexpr std::array kOfBase{&kIdBytes};

}  // namespace suggestd::limits
