// The limits of this layer: see base/limit.h.
#pragma once

#include <array>

#include "base/limit.h"
#include "catalog/catalog_builder.h"
#include "catalog/parser.h"

namespace suggestd::limits {

inline constexpr Limit kExpressionBytes{"expression.bytes", catalog::kMaxExpressionBytes, "bytes",
                                        "a filter or booster", "400"};
inline constexpr Limit kExpressionDepth{"expression.depth", catalog::kMaxExpressionDepth, "levels",
                                        "brackets, calls and operators inside each other", "400"};
inline constexpr Limit kExpressionNodes{"expression.nodes", catalog::kMaxExpressionNodes, "nodes",
                                        "the parsed filter or booster", "400"};
inline constexpr Limit kPropertyColumns{"catalogue.property_names", catalog::kMaxPropertyColumns, "names",
                                        "the properties of all products of a shop together",
                                        "the property is kept and shown; a filter by it is refused, and "
                                        "/v1/status names it"};

inline constexpr std::array kOfCatalog{&kExpressionBytes, &kExpressionDepth, &kExpressionNodes,
                                       &kPropertyColumns};

}  // namespace suggestd::limits
