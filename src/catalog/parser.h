// Reads the filter language.
//
//   expression = conjunction { "or" conjunction }
//   conjunction = negation { "and" negation }
//   negation   = "not" negation | comparison
//   comparison = sum [ ("==" | "!=" | "<" | "<=" | ">" | ">=" | ["not"] "in" | ["not"] "contains"
//                       | ["not"] "starts_with") sum ]
//   sum        = product { ("+" | "-") product }
//   product    = factor { ("*" | "/") factor }
//   factor     = "-" factor | primary
//   primary    = literal | name | name "(" [ expression { "," expression } ] ")" | "(" expression ")"
//              | "[" [ literal { "," literal } ] "]"
#pragma once

#include <string_view>

#include "base/result.h"
#include "catalog/syntax_tree.h"

namespace suggestd::catalog {

inline constexpr std::size_t kMaxExpressionBytes = 4096;
inline constexpr std::size_t kMaxExpressionDepth = 64;  // brackets, calls and operators inside each other
inline constexpr std::size_t kMaxExpressionNodes = 500;

// Errors: invalid, with the place (expression_error.h), for text that does not follow the grammar or goes
// beyond one of the limits above.
Result<Node> parse_expression(std::string_view source);

}  // namespace suggestd::catalog
