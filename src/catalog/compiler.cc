#include "catalog/compiler.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/nearest_name.h"
#include "catalog/expression_error.h"
#include "catalog/language.h"

namespace suggestd::catalog {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

// A part of the plan, with its type. Exactly one node is set; none if the type is `missing`: then the value
// is missing in every row and fits everywhere.
struct Part {
  Type type = Type::missing;
  bool soft = false;              // its type is by a person or context: a misfit counts as missing
  const Node* literal = nullptr;  // the literal that this is, if it is one
  ConditionPtr condition;         // of a boolean ...
  NumbersPtr numbers;             // ... or this; also of number, time, duration
  TextsPtr texts;
  SetsPtr sets;
  std::size_t offset = 0;
};

class Compiler {
 public:
  Compiler(const Expression& expression, const CatalogView& view, Account account)
      : expression_(expression), view_(view), account_(account) {}

  Result<ConditionPtr> condition(const Node& node) {
    Result<Part> part = compile(node);
    if (!part) return part.error();
    return as_condition(std::move(*part));
  }

  Result<NumbersPtr> number(const Node& node) {
    Result<Part> part = compile(node);
    if (!part) return part.error();
    if (part->type == Type::number) return std::move(part->numbers);
    if (part->type == Type::missing || part->soft) return constant_number(kMissing);
    if (part->type == Type::boolean) return boolean_numbers(std::move(*part));
    return error_at(part->offset, fmt::format("a number is needed here, not a {}", type_name(part->type)));
  }

 private:
  Error error_at(std::size_t offset, std::string_view what) const {
    return expression_error(expression_.source(), offset, what);
  }

  static Part missing_part(std::size_t offset) {
    Part part;
    part.offset = offset;
    return part;
  }
  static Part number_part(Type type, NumbersPtr numbers, std::size_t offset, bool soft = false) {
    Part part;
    part.type = type;
    part.soft = soft;
    part.numbers = std::move(numbers);
    part.offset = offset;
    return part;
  }
  static Part condition_part(ConditionPtr condition, std::size_t offset) {
    Part part;
    part.type = Type::boolean;
    part.condition = std::move(condition);
    part.offset = offset;
    return part;
  }

  Result<Part> compile(const Node& node) {
    switch (node.kind) {
      case NodeKind::literal:
        return literal(node);
      case NodeKind::list:
        return error_at(node.offset, "a list stands only after 'in'");
      case NodeKind::name:
        return attribute(node);
      case NodeKind::call:
        return call(node);
      case NodeKind::operation:
        return operation(node);
    }
    return missing_part(node.offset);
  }

  // The number of a text; one of its own if no product has it, so that it equals itself alone.
  TextId text_id(const std::string& text) {
    const TextId known = view_.dictionary().find(text);
    if (known != kNoText) return known;
    const auto next =
        std::numeric_limits<std::uint32_t>::max() - static_cast<std::uint32_t>(unknown_texts_.size());
    return unknown_texts_.try_emplace(text, TextId{next}).first->second;
  }

  std::vector<TextId> text_ids(const std::vector<std::string>& texts) {
    std::vector<TextId> ids;
    for (const std::string& text : texts) ids.push_back(text_id(text));
    return ids;
  }

  Part literal(const Node& node) {
    Part part = missing_part(node.offset);
    const Value& value = node.literal;
    part.type = value.type;
    part.soft = node.from_binding;
    part.literal = &node;
    if (value.type == Type::text) {
      part.texts = constant_text(text_id(value.text));
    } else if (value.type == Type::text_set) {
      part.sets = constant_set(text_ids(value.set));
    } else if (value.type != Type::missing) {
      part.numbers = constant_number(value.number);
    }
    return part;
  }

  Result<Part> attribute(const Node& node) {
    const Column* column = view_.column(node.name);
    if (column == nullptr) {
      if (view_.size() == 0) return missing_part(node.offset);
      return unknown_name(expression_, view_, node.offset, node.name);
    }
    Part part = missing_part(node.offset);
    part.type = column->type();
    if (part.type == Type::text) {
      part.texts = column_texts(*column);
    } else if (part.type == Type::text_set) {
      part.sets = column_sets(*column);
    } else {
      part.numbers = column_numbers(*column);
    }
    return part;
  }

  // ---- operators

  Result<Part> operation(const Node& node) {
    switch (node.op) {
      case Operator::logical_and:
      case Operator::logical_or:
      case Operator::logical_not:
        return logical(node);
      case Operator::equal:
      case Operator::unequal:
      case Operator::less:
      case Operator::less_equal:
      case Operator::greater:
      case Operator::greater_equal:
        return comparison(node);
      case Operator::in:
        return membership(node);
      case Operator::contains:
      case Operator::starts_with:
        return match(node);
      default:
        return calculation(node);
    }
  }

  Result<ConditionPtr> as_condition(Part part) {
    if (part.condition != nullptr) return std::move(part.condition);
    if (part.type == Type::boolean) return is_true(std::move(part.numbers));
    if (part.type == Type::missing || part.soft) return constant_condition(false);
    return error_at(part.offset, fmt::format("a condition is needed here, not a {}", type_name(part.type)));
  }

  static NumbersPtr boolean_numbers(Part part) {
    return part.condition != nullptr ? as_number(std::move(part.condition)) : std::move(part.numbers);
  }

  Result<Part> logical(const Node& node) {
    std::vector<ConditionPtr> parts;
    for (const Node& child : node.children) {
      Result<ConditionPtr> part = condition(child);
      if (!part) return part.error();
      parts.push_back(std::move(*part));
    }
    ConditionPtr whole;
    if (node.op == Operator::logical_not)
      whole = inverse(std::move(parts.front()));
    else
      whole = node.op == Operator::logical_and ? all_of(std::move(parts)) : any_of(std::move(parts));
    return condition_part(std::move(whole), node.offset);
  }

  // A text in quotes beside a time is read as a date or time.
  Status fit_time(Part& part, const Part& beside) const {
    if (beside.type != Type::time || part.type != Type::text || part.literal == nullptr || part.soft)
      return {};
    const Value time = parse_time_value(part.literal->literal.text);
    if (time.type == Type::missing && beside.soft) return {};
    if (time.type == Type::missing) {
      return error_at(part.offset, "no date or time; write it as \"2024-06-01\" or \"2024-06-01T10:00:00Z\"");
    }
    part = number_part(Type::time, constant_number(time.number), part.offset);
    return {};
  }

  Result<Part> comparison(const Node& node) {
    Result<Part> left = compile(node.children[0]);
    if (!left) return left;
    Result<Part> right = compile(node.children[1]);
    if (!right) return right;
    if (Status fit = fit_time(*left, *right); !fit) return fit.error();
    if (Status fit = fit_time(*right, *left); !fit) return fit.error();
    const bool unequal = node.op == Operator::unequal;
    Result<ConditionPtr> holds =
        compare_parts(node, unequal ? Operator::equal : node.op, std::move(*left), std::move(*right));
    if (!holds) return holds.error();
    return condition_part(unequal ? inverse(std::move(*holds)) : std::move(*holds), node.offset);
  }

  Result<ConditionPtr> compare_parts(const Node& node, Operator op, Part left, Part right) {
    if (left.type == Type::missing || right.type == Type::missing) return constant_condition(false);
    const bool equality = op == Operator::equal;
    if (left.type == right.type && is_numeric(left.type)) {
      return compare(op, std::move(left.numbers), std::move(right.numbers));
    }
    if (left.type == right.type && equality && left.type == Type::boolean) {
      return compare(op, boolean_numbers(std::move(left)), boolean_numbers(std::move(right)));
    }
    if (left.type == right.type && equality && left.type == Type::text) {
      return same_text(std::move(left.texts), std::move(right.texts));
    }
    if (equality && left.type == Type::text && right.type == Type::text_set) std::swap(left, right);
    if (equality && left.type == Type::text_set && right.type == Type::text) {
      return text_in_set(std::move(right.texts), std::move(left.sets), account_);
    }
    if (left.soft || right.soft) return constant_condition(false);
    const std::string_view sign = operator_text(node.op);
    if (left.type == right.type) {
      return error_at(node.offset, fmt::format("'{}' does not go with a {}", sign, type_name(left.type)));
    }
    return error_at(node.offset, fmt::format("'{}' can't compare a {} with a {}", sign, type_name(left.type),
                                             type_name(right.type)));
  }

  Result<Part> membership(const Node& node) {
    Result<Part> left = compile(node.children[0]);
    if (!left) return left;
    const Node& right = node.children[1];
    Result<ConditionPtr> holds = right.kind == NodeKind::list ? among_list(std::move(*left), right)
                                                              : among_set(std::move(*left), right);
    if (!holds) return holds.error();
    return condition_part(std::move(*holds), node.offset);
  }

  Result<ConditionPtr> among_list(Part left, const Node& list) {
    if (left.type == Type::missing || list.children.empty()) return constant_condition(false);
    std::vector<double> numbers;
    std::vector<TextId> texts;
    Type listed = list.children.front().literal.type;
    for (const Node& child : list.children) {
      Part item = literal(child);
      if (Status fit = fit_time(item, left); !fit) return fit.error();
      listed = item.type;
      if (listed == Type::text)
        texts.push_back(text_id(child.literal.text));
      else
        numbers.push_back(item.literal == nullptr ? parse_time_value(child.literal.text).number
                                                  : child.literal.number);
    }
    if (left.type == listed && is_numeric(listed))
      return number_among(std::move(left.numbers), std::move(numbers));
    if (left.type == listed && listed == Type::boolean) {
      return number_among(boolean_numbers(std::move(left)), std::move(numbers));
    }
    if (left.type == Type::text && listed == Type::text)
      return text_among(std::move(left.texts), std::move(texts));
    if (left.type == Type::text_set && listed == Type::text) {
      return sets_meet(std::move(left.sets), constant_set(std::move(texts)), account_);
    }
    if (left.soft) return constant_condition(false);
    return error_at(list.offset, fmt::format("a {} can't be in a list of values that are each a {}",
                                             type_name(left.type), type_name(listed)));
  }

  Result<ConditionPtr> among_set(Part left, const Node& node) {
    Result<Part> right = compile(node);
    if (!right) return right.error();
    if (left.type == Type::missing || right->type == Type::missing) return constant_condition(false);
    if (right->type == Type::text_set && left.type == Type::text) {
      return text_in_set(std::move(left.texts), std::move(right->sets), account_);
    }
    if (right->type == Type::text_set && left.type == Type::text_set) {
      return sets_meet(std::move(left.sets), std::move(right->sets), account_);
    }
    if (left.soft || right->soft) return constant_condition(false);
    if (right->type != Type::text_set) {
      return error_at(right->offset, fmt::format("after 'in' stands a list or a set of texts, not a {}",
                                                 type_name(right->type)));
    }
    return error_at(left.offset, fmt::format("a {} can't be in a set of texts", type_name(left.type)));
  }

  Result<Part> match(const Node& node) {
    Result<Part> left = compile(node.children[0]);
    if (!left) return left;
    const Node& right = node.children[1];
    if (right.kind != NodeKind::literal || (right.literal.type != Type::text && !right.from_binding)) {
      return error_at(right.offset,
                      fmt::format("after '{}' stands a text in quotes", operator_text(node.op)));
    }
    if (left->type == Type::missing || right.literal.type != Type::text) {
      return condition_part(constant_condition(false), node.offset);
    }
    TextPattern pattern(
        node.op == Operator::contains ? TextPattern::Kind::all_words : TextPattern::Kind::beginning,
        right.literal.text);
    if (left->literal != nullptr) {
      const bool holds = left->type == Type::text && pattern.matches(left->literal->literal.text);
      return condition_part(constant_condition(holds), node.offset);
    }
    if (left->type == Type::text) {
      return condition_part(
          text_matches(std::move(left->texts), std::move(pattern), view_.dictionary(), account_),
          node.offset);
    }
    if (left->type == Type::text_set) {
      return condition_part(
          set_matches(std::move(left->sets), std::move(pattern), view_.dictionary(), account_), node.offset);
    }
    if (left->soft) return condition_part(constant_condition(false), node.offset);
    return error_at(node.offset, fmt::format("'{}' looks into a text, not a {}", operator_text(node.op),
                                             type_name(left->type)));
  }

  // ---- arithmetic

  Result<Part> calculation(const Node& node) {
    Result<Part> left = compile(node.children[0]);
    if (!left) return left;
    if (node.op == Operator::negate) {
      if (left->type == Type::missing) return left;
      Part zero = number_part(left->type, constant_number(0), node.offset, left->soft);
      return calculate(node, Operator::subtract, std::move(zero), std::move(*left));
    }
    Result<Part> right = compile(node.children[1]);
    if (!right) return right;
    return calculate(node, node.op, std::move(*left), std::move(*right));
  }

  Result<Part> calculate(const Node& node, Operator op, Part left, Part right) {
    if (left.type == Type::missing || right.type == Type::missing) return missing_part(node.offset);
    if (Status fit = fit_time(left, right); !fit) return fit.error();
    if (Status fit = fit_time(right, left); !fit) return fit.error();
    const bool time_negated = node.op == Operator::negate && left.type == Type::time;
    const bool soft = left.soft || right.soft;
    if (const std::optional<Type> type = result_type(op, left.type, right.type); type && !time_negated) {
      return number_part(*type, arithmetic(op, std::move(left.numbers), std::move(right.numbers)),
                         node.offset, soft);
    }
    if (soft) return missing_part(node.offset);
    if (node.op == Operator::negate) {
      return error_at(node.offset, fmt::format("'-' does not go with a {}", type_name(right.type)));
    }
    return error_at(node.offset, fmt::format("'{}' does not go with a {} and a {}", operator_text(node.op),
                                             type_name(left.type), type_name(right.type)));
  }

  // ---- functions

  Result<Part> call(const Node& node) {
    if (node.name == "has") return has(node);
    if (node.name == "if") return choice(node);
    if (node.name == "default") return with_default(node);
    if (node.name == "min") return smallest_or_largest(node, NumberFunction::min);
    if (node.name == "max") return smallest_or_largest(node, NumberFunction::max);
    if (node.name == "log") return of_number(node, NumberFunction::log);
    if (node.name == "exp") return of_number(node, NumberFunction::exp);
    if (node.name == "abs") return of_number(node, NumberFunction::abs);
    if (node.name == "now") return wrong_arguments(node);
    std::vector<std::string_view> names;
    for (const FunctionHelp& function : functions()) names.push_back(function.name);
    std::string what = fmt::format("there is no function '{}'", node.name);
    if (const auto nearest = nearest_name(node.name, names))
      what += fmt::format("; did you mean '{}'?", *nearest);
    return error_at(node.offset, what);
  }

  Error wrong_arguments(const Node& node) const {
    const auto found = std::find_if(functions().begin(), functions().end(),
                                    [&](const FunctionHelp& help) { return help.name == node.name; });
    return error_at(node.offset, fmt::format("write it as {}", found->usage));
  }

  // Compiles the arguments, which must be numbers, times or durations of one type. Leaves out arguments that
  // are missing in every row.
  Result<std::vector<Part>> numeric_arguments(const Node& node, std::size_t first) {
    std::vector<Part> parts;
    for (std::size_t i = first; i < node.children.size(); ++i) {
      Result<Part> part = numeric_argument(node.children[i]);
      if (!part) return part.error();
      parts.push_back(std::move(*part));
    }
    const Type type = common_type(parts);
    for (Part& part : parts) {
      if (part.type == Type::missing || part.type == type) continue;
      if (!part.soft) {
        return error_at(part.offset, fmt::format("a {} beside a {}", type_name(part.type), type_name(type)));
      }
      part = missing_part(part.offset);
    }
    return parts;
  }

  Result<Part> numeric_argument(const Node& node) {
    Result<Part> part = compile(node);
    if (!part) return part;
    if (part->type == Type::boolean) {
      const auto [offset, soft] = std::pair(part->offset, part->soft);
      return number_part(Type::number, boolean_numbers(std::move(*part)), offset, soft);
    }
    if (part->type == Type::missing || is_numeric(part->type)) return part;
    if (part->soft) return missing_part(part->offset);
    return error_at(part->offset, fmt::format("a number is needed here, not a {}", type_name(part->type)));
  }

  // That of the first part to which the filter itself gives a type: a person's value has to fit it.
  static Type common_type(const std::vector<Part>& parts) {
    Type type = Type::missing;
    for (const Part& part : parts) {
      if (part.type != Type::missing && !part.soft) return part.type;
      if (type == Type::missing) type = part.type;
    }
    return type;
  }

  static bool any_soft(const std::vector<Part>& parts) { return std::ranges::any_of(parts, &Part::soft); }

  static NumbersPtr numbers_or_missing(Part part) {
    return part.numbers != nullptr ? std::move(part.numbers) : constant_number(kMissing);
  }

  Result<Part> has(const Node& node) {
    if (node.children.size() != 1) return wrong_arguments(node);
    Result<Part> part = compile(node.children[0]);
    if (!part) return part;
    ConditionPtr known;
    if (part->numbers != nullptr)
      known = number_known(std::move(part->numbers));
    else if (part->texts != nullptr)
      known = text_known(std::move(part->texts));
    else if (part->sets != nullptr)
      known = set_known(std::move(part->sets));
    else
      known = constant_condition(part->condition != nullptr);
    return condition_part(std::move(known), node.offset);
  }

  Result<Part> choice(const Node& node) {
    if (node.children.size() != 3) return wrong_arguments(node);
    Result<ConditionPtr> chosen = condition(node.children[0]);
    if (!chosen) return chosen.error();
    Result<std::vector<Part>> parts = numeric_arguments(node, 1);
    if (!parts) return parts.error();
    const Type type = common_type(*parts);
    if (type == Type::missing) return missing_part(node.offset);
    const bool soft = any_soft(*parts);
    return number_part(type,
                       choose(std::move(*chosen), numbers_or_missing(std::move((*parts)[0])),
                              numbers_or_missing(std::move((*parts)[1]))),
                       node.offset, soft);
  }

  Result<Part> with_default(const Node& node) {
    if (node.children.size() != 2) return wrong_arguments(node);
    Result<std::vector<Part>> parts = numeric_arguments(node, 0);
    if (!parts) return parts.error();
    const Type type = common_type(*parts);
    if (type == Type::missing) return missing_part(node.offset);
    const bool soft = any_soft(*parts);
    return number_part(
        type,
        first_known(numbers_or_missing(std::move((*parts)[0])), numbers_or_missing(std::move((*parts)[1]))),
        node.offset, soft);
  }

  Result<Part> smallest_or_largest(const Node& node, NumberFunction function) {
    if (node.children.empty()) return wrong_arguments(node);
    Result<std::vector<Part>> parts = numeric_arguments(node, 0);
    if (!parts) return parts.error();
    const Type type = common_type(*parts);
    const bool soft = any_soft(*parts);
    std::vector<NumbersPtr> arguments;
    for (Part& part : *parts) {
      if (part.type == Type::missing) return missing_part(node.offset);
      arguments.push_back(std::move(part.numbers));
    }
    return number_part(type, apply(function, std::move(arguments)), node.offset, soft);
  }

  Result<Part> of_number(const Node& node, NumberFunction function) {
    if (node.children.size() != 1) return wrong_arguments(node);
    Result<std::vector<Part>> parts = numeric_arguments(node, 0);
    if (!parts) return parts.error();
    Part& part = parts->front();
    if (part.type == Type::missing) return missing_part(node.offset);
    const bool duration_abs = function == NumberFunction::abs && part.type == Type::duration;
    if (part.type != Type::number && !duration_abs) {
      if (part.soft) return missing_part(node.offset);
      return error_at(part.offset, fmt::format("a number is needed here, not a {}", type_name(part.type)));
    }
    std::vector<NumbersPtr> arguments;
    arguments.push_back(std::move(part.numbers));
    return number_part(part.type, apply(function, std::move(arguments)), node.offset, part.soft);
  }

  const Expression& expression_;
  const CatalogView& view_;
  const Account account_;
  std::map<std::string, TextId, std::less<>> unknown_texts_;
};

}  // namespace

Result<ConditionPtr> compile_condition(const Expression& expression, const Node& bound,
                                       const CatalogView& view, Account account) {
  return Compiler(expression, view, account).condition(bound);
}

Result<NumbersPtr> compile_number(const Expression& expression, const Node& bound, const CatalogView& view,
                                  Account account) {
  return Compiler(expression, view, account).number(bound);
}

}  // namespace suggestd::catalog
