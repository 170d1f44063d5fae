#include "catalog/language.h"

#include <array>

namespace suggestd::catalog {
namespace {

constexpr std::array kFunctions{
    FunctionHelp{"now", "now()", "the time of the request, in whole seconds"},
    FunctionHelp{"has", "has(x)", "true if x is not missing"},
    FunctionHelp{"default", "default(x, y)", "x, or y where x is missing"},
    FunctionHelp{"if", "if(condition, x, y)", "x where the condition holds, else y"},
    FunctionHelp{"min", "min(x, y, ...)", "the smallest; missing if one is"},
    FunctionHelp{"max", "max(x, y, ...)", "the largest; missing if one is"},
    FunctionHelp{"log", "log(x)", "natural logarithm; missing unless x > 0"},
    FunctionHelp{"exp", "exp(x)", "e to the x"},
    FunctionHelp{"abs", "abs(x)", "x without its sign"},
};

}  // namespace

std::span<const FunctionHelp> functions() { return kFunctions; }

bool is_numeric(Type type) { return type == Type::number || type == Type::time || type == Type::duration; }

std::optional<Type> result_type(Operator op, Type left, Type right) {
  const bool numbers = left == Type::number && right == Type::number;
  const bool durations = left == Type::duration && right == Type::duration;
  switch (op) {
    case Operator::add:
      if (left == Type::duration && right == Type::time) return Type::time;
      [[fallthrough]];
    case Operator::subtract:
      if (numbers || durations) return left;
      if (left == Type::time && right == Type::duration) return Type::time;
      if (op == Operator::subtract && left == Type::time && right == Type::time) return Type::duration;
      return std::nullopt;
    case Operator::multiply:
      if (numbers) return Type::number;
      if (left == Type::duration && right == Type::number) return Type::duration;
      if (left == Type::number && right == Type::duration) return Type::duration;
      return std::nullopt;
    default:
      if (numbers || durations) return Type::number;
      if (left == Type::duration && right == Type::number) return Type::duration;
      return std::nullopt;
  }
}

}  // namespace suggestd::catalog
