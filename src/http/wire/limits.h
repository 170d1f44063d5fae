// The limits of heads and framings: see base/limit.h.
#pragma once

#include "base/limit.h"

namespace suggestd::limits {

inline constexpr Limit kHeadBytes{"head.bytes", 65'536, "bytes",
                                  "request line and header lines of one request",
                                  "431, and the connection is closed"};
inline constexpr Limit kHeadFields{"head.fields", 100, "header lines", "one request",
                                   "431, and the connection is closed"};
// A filter and a booster of expression.bytes each, every byte of them percent-encoded, and 16 kB for
// a path and the other parameters.
inline constexpr Limit kTargetBytes{"head.target", 40'960, "bytes", "path and query of one request",
                                    "414, and the connection is closed"};
inline constexpr Limit kChunkExtraBytes{"body.chunk_extra", 16'384, "bytes",
                                        "chunk extensions and trailers of one body",
                                        "400, and the connection is closed"};

}  // namespace suggestd::limits
