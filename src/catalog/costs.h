// The costs of working out expressions, in units of base/work_budget.h.
//
// Threads  constants.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/work_budget.h"

namespace suggestd::catalog {

// Units for each node of an expression that is read, bound and compared; each kTextBytesPerUnit of its text
// costs one more.
inline constexpr std::uint64_t kUnitsPerNode = 5;
// Bytes of text that one unit pays for when it is cut into words and compared with a pattern, or copied.
inline constexpr std::uint64_t kTextBytesPerUnit = 8;
// Pairs of members of two sets that one unit pays for when they are compared.
inline constexpr std::uint64_t kPairsPerUnit = 64;
// Nodes of a filter that one unit pays for when they are worked out for one product.
inline constexpr std::uint64_t kSingleNodesPerUnit = 4;
// Units for the boosts of the products of a block, beside one for each node of the booster.
inline constexpr std::uint64_t kUnitsPerBlock = 8;

// The cost of matching a text once.
inline std::uint64_t match_cost(std::string_view text) { return 1 + text.size() / kTextBytesPerUnit; }

// For expressions that no request waits for.
inline constexpr Lever kExpression{"filter", "working out an expression"};

}  // namespace suggestd::catalog
