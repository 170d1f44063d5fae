// Evaluates the filter language as its manual tells it, one product at a time and without plans, for the
// tests to compare with; and makes random conditions of the right types over the attributes of
// random_products.h.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "catalog/catalog_view.h"
#include "catalog/expression.h"
#include "catalog/text_match.h"

namespace suggestd::catalog {

class NaiveEvaluator {
 public:
  NaiveEvaluator(const CatalogView& view, const Bindings& bindings, ProductRow row)
      : view_(view), bindings_(bindings), row_(row) {}

  bool holds(const Node& node) const { return is_true(value(node)); }

 private:
  static bool is_true(const Value& value) { return value.type == Type::boolean && value.number == 1; }
  static bool missing(const Value& value) { return value.type == Type::missing; }

  Value name(const Node& node) const {
    if (node.name.starts_with("user.")) {
      const auto found = bindings_.user.find(node.name.substr(5));
      return found == bindings_.user.end() ? Value{} : found->second;
    }
    if (node.name.starts_with("context.")) {
      return bindings_.context_product ? view_.value(*bindings_.context_product, node.name.substr(8))
                                       : Value{};
    }
    return view_.value(row_, node.name);
  }

  Value call(const Node& node) const {
    if (node.name == "now") return time_value(std::chrono::floor<std::chrono::seconds>(bindings_.now));
    if (node.name == "if") return value(node.children[holds(node.children[0]) ? 1 : 2]);
    const Value first = value(node.children[0]);
    if (node.name == "has") return boolean_value(!missing(first));
    const bool numeric = first.type == Type::number;
    if (node.name == "default") return numeric ? first : value(node.children[1]);
    if (!numeric) return {};
    if (node.name == "log") return number_value(std::log(first.number));
    if (node.name == "abs") return number_value(std::fabs(first.number));
    const Value second = value(node.children[1]);
    if (second.type != Type::number) return {};
    return node.name == "min" ? number_value(std::min(first.number, second.number))
                              : number_value(std::max(first.number, second.number));
  }

  static std::vector<std::string> texts(const Value& value) {
    return value.type == Type::text ? std::vector{value.text} : value.set;
  }

  static bool share_text(const Value& a, const Value& b) {
    for (const std::string& text : texts(a)) {
      const std::vector<std::string> others = texts(b);
      if (std::find(others.begin(), others.end(), text) != others.end()) return true;
    }
    return false;
  }

  static bool equal(const Value& a, const Value& b) {
    if (missing(a) || missing(b)) return false;
    if (a.type == Type::text_set || b.type == Type::text_set) return share_text(a, b);
    return a == b;
  }

  bool in(const Value& item, const Node& list) const {
    if (list.kind != NodeKind::list) {
      const Value set = value(list);
      return set.type == Type::text_set && share_text(item, set);
    }
    return std::any_of(list.children.begin(), list.children.end(),
                       [&](const Node& child) { return equal(item, child.literal); });
  }

  Value operation(const Node& node) const {
    const auto& children = node.children;
    const auto child_holds = [this](const Node& child) { return holds(child); };
    switch (node.op) {
      case Operator::logical_and:
        return boolean_value(std::all_of(children.begin(), children.end(), child_holds));
      case Operator::logical_or:
        return boolean_value(std::any_of(children.begin(), children.end(), child_holds));
      case Operator::logical_not:
        return boolean_value(!holds(children[0]));
      case Operator::in:
        return boolean_value(in(value(children[0]), children[1]));
      default:
        break;
    }
    const Value a = value(children[0]);
    if (node.op == Operator::negate) return a.type == Type::number ? number_value(-a.number) : Value{};
    const Value b = value(children[1]);
    if (node.op == Operator::contains || node.op == Operator::starts_with) {
      const TextPattern pattern(
          node.op == Operator::contains ? TextPattern::Kind::all_words : TextPattern::Kind::beginning,
          b.text);
      const std::vector<std::string> all = texts(a);
      return boolean_value(
          std::any_of(all.begin(), all.end(), [&](const auto& text) { return pattern.matches(text); }));
    }
    if (node.op == Operator::equal) return boolean_value(equal(a, b));
    if (node.op == Operator::unequal) return boolean_value(!equal(a, b));
    const bool same = a.type == b.type && !missing(a);
    switch (node.op) {
      case Operator::less:
        return boolean_value(same && a.number < b.number);
      case Operator::less_equal:
        return boolean_value(same && a.number <= b.number);
      case Operator::greater:
        return boolean_value(same && a.number > b.number);
      case Operator::greater_equal:
        return boolean_value(same && a.number >= b.number);
      default:
        return arithmetic(node.op, a, b);
    }
  }

  static Value arithmetic(Operator op, const Value& a, const Value& b) {
    if (missing(a) || missing(b)) return {};
    if (a.type == Type::time && b.type == Type::duration) {
      return {Type::time, op == Operator::add ? a.number + b.number : a.number - b.number, {}, {}};
    }
    if (a.type != Type::number || b.type != Type::number) return {};
    switch (op) {
      case Operator::add:
        return number_value(a.number + b.number);
      case Operator::subtract:
        return number_value(a.number - b.number);
      case Operator::multiply:
        return number_value(a.number * b.number);
      default:
        return number_value(a.number / b.number);
    }
  }

  Value value(const Node& node) const {
    switch (node.kind) {
      case NodeKind::literal:
        return node.literal;
      case NodeKind::name:
        return name(node);
      case NodeKind::call:
        return call(node);
      case NodeKind::operation:
        return operation(node);
      case NodeKind::list:
        break;
    }
    return {};
  }

  const CatalogView& view_;
  const Bindings& bindings_;
  ProductRow row_;
};

inline std::vector<ProductRow> naive_rows(const Expression& filter, const CatalogView& view,
                                          const Bindings& bindings) {
  std::vector<ProductRow> rows;
  for (std::uint32_t r = 0; r < view.size(); ++r) {
    const ProductRow row{r};
    if (view.contains(row) && NaiveEvaluator(view, bindings, row).holds(filter.tree())) rows.push_back(row);
  }
  return rows;
}

template <std::size_t n>
std::string one_of(std::mt19937& random, const char* const (&choices)[n]) {
  return choices[random() % n];
}

inline std::string random_condition(std::mt19937& random, int depth);

inline std::string random_number(std::mt19937& random, int depth) {
  if (depth <= 0 || random() % 3 == 0) {
    return one_of(random, {"price", "stock", "properties.price", "size.w", "user.n", "context.price",
                           "context.stock", "0", "1", "2.5", "-3", "40", "default(context.price, 3)"});
  }
  const std::string a = random_number(random, depth - 1), b = random_number(random, depth - 1);
  switch (random() % 6) {
    case 0:
      return fmt::format("if({}, {}, {})", random_condition(random, depth - 1), a, b);
    case 1:
      return fmt::format("{}({}, {})", one_of(random, {"min", "max", "default"}), a, b);
    case 2:
      return fmt::format("{}({})", one_of(random, {"log", "abs"}), a);
    case 3:
      return fmt::format("-({})", a);
    default:
      return fmt::format("({} {} {})", a, one_of(random, {"+", "-", "*", "/"}), b);
  }
}

inline std::string random_condition(std::mt19937& random, int depth) {
  if (depth > 0 && random() % 2 == 0) {
    const std::string a = random_condition(random, depth - 1);
    if (random() % 3 == 0) return fmt::format("not ({})", a);
    return fmt::format("({}) {} ({})", a, one_of(random, {"and", "or"}), random_condition(random, depth - 1));
  }
  const char* const comparisons[] = {"==", "!=", "<", "<=", ">", ">="};
  switch (random() % 9) {
    case 0:
      return one_of(random,
                    {"in_stock", "in_stock == false", "in_stock != true", "true", "user.t", "has(price)"});
    case 1:
      return fmt::format("{} {} {}", one_of(random, {"brand", "context.brand", "user.t"}),
                         one_of(random, {"==", "!="}),
                         one_of(random, {"'brand1'", "'none'", "brand", "user.t"}));
    case 2:
      return fmt::format("{} {} {}", one_of(random, {"available_from", "available_until - 20s", "now()"}),
                         one_of(random, comparisons),
                         one_of(random, {"available_until", "now() - 10s", "context.available_from"}));
    case 3:
      return fmt::format(
          "{} {} {}", one_of(random, {"category", "context.category"}), one_of(random, {"in", "not in"}),
          one_of(random, {"['c1']", "['c1 > d1', 'c2', 'c9']", "user.s", "context.category", "[]"}));
    case 4:
      return fmt::format("{} {} category", one_of(random, {"'c0'", "'c1 > d2'", "brand", "user.t"}),
                         one_of(random, {"in", "not in", "=="}));
    case 5:
      return fmt::format("{} {} {}", one_of(random, {"title", "category", "brand"}),
                         one_of(random, {"contains", "starts_with", "not contains"}),
                         one_of(random, {"'tea'", "'GREEN 1'", "'b'", "'c1 >'", "''", "'black'"}));
    case 6:
      return fmt::format(
          "has({})", one_of(random, {"brand", "price", "category", "user.n", "context.brand", "organic"}));
    case 7:
      return fmt::format("{} in [0, 1, -2, 2.5]", random_number(random, depth));
    default:
      return fmt::format("{} {} {}", random_number(random, depth), one_of(random, comparisons),
                         random_number(random, depth));
  }
}

}  // namespace suggestd::catalog
