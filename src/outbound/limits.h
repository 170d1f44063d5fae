// The limits of this layer: see base/limit.h.
#pragma once

#include <array>

#include "base/limit.h"

namespace suggestd::limits {

inline constexpr Limit kOutboundAddress{"outbound.address_bytes", 2048, "bytes",
                                        "an address that the server calls", "400 that names the field"};
inline constexpr Limit kOutboundHead{"outbound.head_bytes", 65'536, "bytes",
                                     "the headers of an answer to the server", "the call fails"};
inline constexpr Limit kOutboundRedirects{"outbound.redirects", 5, "redirects", "of one call",
                                          "the call fails"};
inline constexpr Limit kOutboundTries{"outbound.tries", 4, "tries", "of one call that may be repeated",
                                      "the call fails"};

// The others end a call, and are told by its failure.
inline constexpr std::array kOfOutbound{&kOutboundAddress};

}  // namespace suggestd::limits
