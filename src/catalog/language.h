// The functions of the filter language, and the types that go together.
//
// Threads  constants.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "catalog/syntax_tree.h"
#include "catalog/value.h"

namespace suggestd::catalog {

// A function of the language, for messages and the reference page.
struct FunctionHelp {
  std::string_view name;
  std::string_view usage;
  std::string_view help;
};
std::span<const FunctionHelp> functions();

// Number, time or duration.
bool is_numeric(Type type);

// The type of left + right, left - right, left * right or left / right; nothing if the types do not go
// together.
std::optional<Type> result_type(Operator op, Type left, Type right);

}  // namespace suggestd::catalog
