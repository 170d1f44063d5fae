#include "segments/people_parser.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/nearest_name.h"
#include "catalog/expression_error.h"
#include "catalog/language.h"
#include "records/currencies.h"

namespace suggestd::segments {
namespace {

using catalog::Node;
using catalog::NodeKind;
using catalog::Operator;

constexpr std::string_view kUserPrefix = "user.";

// Some 3,000 years in microseconds: a longer time means ever, and a Timestamp less this one does not overflow.
constexpr double kLongestTime = 1e17;

// The words of definitions, and how each is written.
struct Word {
  std::string_view name;
  std::string_view usage;
  bool compared = false;  // with a number; the others say yes or no by themselves
};
constexpr std::array kWords{
    Word{"bought", "bought(FILTER, 90d), bought(FILTER) or bought(90d)"},
    Word{"viewed", "viewed(FILTER, 90d), viewed(FILTER) or viewed(90d)"},
    Word{"cart_left", "cart_left(FILTER, 7d), cart_left(FILTER) or cart_left(7d)"},
    Word{"first_order", "first_order(30d)"},
    Word{"lapsed", "lapsed(180d)"},
    Word{"orders", "orders(90d) >= 3 or orders() >= 3", true},
    Word{"spent", "spent(\"EUR\", 365d) >= 100 or spent(\"EUR\") >= 100", true},
    Word{"likely", "likely(FILTER, 0.05) for the 5 % who are likeliest, or likely(FILTER) >= 0.2"},
    Word{"in_file", "in_file(\"NAME\")"},
    Word{"segment", "segment(\"NAME\")"},
};

const Word* word_of(const Node& node) {
  if (node.kind != NodeKind::call) return nullptr;
  const auto found = std::ranges::find(kWords, node.name, &Word::name);
  return found == kWords.end() ? nullptr : &*found;
}

bool is_comparison(Operator op) {
  return op == Operator::equal || op == Operator::unequal || op == Operator::less ||
         op == Operator::less_equal || op == Operator::greater || op == Operator::greater_equal;
}

bool is_literal(const Node& node, catalog::Type type) {
  return node.kind == NodeKind::literal && node.literal.type == type;
}

class Reader {
 public:
  explicit Reader(const catalog::Expression& text) : text_(text) {}

  Result<Condition> condition(const Node& node) const {
    if (node.kind == NodeKind::operation) {
      if (node.op == Operator::logical_and || node.op == Operator::logical_or ||
          node.op == Operator::logical_not) {
        return joined(node);
      }
      if (const Word* word = word_of(node.children.front()); word != nullptr && is_comparison(node.op))
        return compared(*word, node);
    }
    if (const Word* word = word_of(node)) return asked(*word, node);
    return property(node);
  }

 private:
  Error error_at(const Node& node, std::string_view what) const {
    return catalog::expression_error(text_.source(), node.offset, what);
  }
  Error misused(const Word& word, const Node& node) const {
    return error_at(node, fmt::format("write it as {}", word.usage));
  }

  Result<Condition> joined(const Node& node) const {
    Joined joined{node.op, {}};
    for (const Node& child : node.children) {
      Result<Condition> part = condition(child);
      if (!part) return part;
      joined.parts.push_back(*std::move(part));
    }
    return Condition{std::move(joined)};
  }

  // --- words that say yes or no by themselves

  Result<Condition> asked(const Word& word, const Node& call) const {
    if (word.compared) return misused(word, call);
    if (word.name == "bought") return done<Bought>(word, call);
    if (word.name == "viewed") return done<Viewed>(word, call);
    if (word.name == "cart_left") return done<CartLeft>(word, call);
    if (word.name == "likely") return likely_top(word, call);
    if (word.name == "in_file") return named<InFile>(word, call);
    if (word.name == "segment") return named<InSegment>(word, call);
    if (call.children.size() != 1 || !is_literal(call.children[0], catalog::Type::duration))
      return misused(word, call);
    const std::chrono::microseconds time = time_of(call.children[0]);
    if (word.name == "lapsed") return Condition{Lapsed{time}};
    return Condition{FirstOrder{time}};
  }

  // FILTER and WITHIN, each of which may be missing.
  template <class Act>
  Result<Condition> done(const Word& word, const Node& call) const {
    Act act;
    std::size_t read = 0;
    const auto& arguments = call.children;
    if (read < arguments.size() && !is_literal(arguments[read], catalog::Type::duration)) {
      Result<Part> filter = filter_in(arguments[read++]);
      if (!filter) return std::move(filter).error();
      act.products = *std::move(filter);
    }
    if (!take_within(arguments, read, act.within)) return misused(word, call);
    return Condition{std::move(act)};
  }

  Result<Condition> likely_top(const Word& word, const Node& call) const {
    if (call.children.size() != 2 || !is_literal(call.children[1], catalog::Type::number))
      return misused(word, call);
    const double share = call.children[1].literal.number;
    if (!(share > 0 && share <= 1)) {
      return error_at(call.children[1], "a share of the people is above 0 and at most 1: 0.05 is 5 %");
    }
    Result<Part> filter = filter_in(call.children[0]);
    if (!filter) return std::move(filter).error();
    return Condition{LikelyTop{*std::move(filter), share}};
  }

  template <class Reference>
  Result<Condition> named(const Word& word, const Node& call) const {
    if (call.children.size() != 1 || !is_literal(call.children[0], catalog::Type::text))
      return misused(word, call);
    return Condition{Reference{call.children[0].literal.text, call.children[0].offset}};
  }

  // --- words that are compared with a number

  Result<Condition> compared(const Word& word, const Node& node) const {
    const Node& call = node.children[0];
    const Node& right = node.children[1];
    if (!word.compared && word.name != "likely") {
      return error_at(node, fmt::format("'{}' says yes or no and is not compared; write it as {}", word.name,
                                        word.usage));
    }
    const std::optional<double> number = number_in(right);
    if (!number) return error_at(right, fmt::format("'{}' is compared with a number", word.name));
    const Comparison comparison{node.op, *number};
    if (word.name == "orders") return orders(word, call, comparison);
    if (word.name == "spent") return spent(word, call, comparison);
    if (call.children.size() != 1) return misused(word, call);
    Result<Part> filter = filter_in(call.children[0]);
    if (!filter) return std::move(filter).error();
    return Condition{LikelyScore{*std::move(filter), comparison}};
  }

  Result<Condition> orders(const Word& word, const Node& call, Comparison comparison) const {
    Orders orders{{}, comparison};
    if (!take_within(call.children, 0, orders.within)) return misused(word, call);
    return Condition{orders};
  }

  Result<Condition> spent(const Word& word, const Node& call, Comparison comparison) const {
    if (call.children.empty() || !is_literal(call.children[0], catalog::Type::text))
      return misused(word, call);
    const Result<Currency> currency = Currency::parse(call.children[0].literal.text);
    if (!currency || !is_listed(*currency)) {
      return error_at(call.children[0],
                      fmt::format("'{}' is no currency of ISO 4217", call.children[0].literal.text));
    }
    Spent spent{*currency, {}, comparison};
    if (!take_within(call.children, 1, spent.within)) return misused(word, call);
    return Condition{spent};
  }

  // --- arguments

  static std::chrono::microseconds time_of(const Node& node) {
    return std::chrono::microseconds(static_cast<std::int64_t>(std::min(node.literal.number, kLongestTime)));
  }

  // The rest of the arguments: none, or one duration.
  static bool take_within(const std::vector<Node>& arguments, std::size_t first, Within& within) {
    if (arguments.size() == first) return true;
    if (arguments.size() != first + 1 || !is_literal(arguments[first], catalog::Type::duration)) return false;
    within = time_of(arguments[first]);
    return true;
  }

  static std::optional<double> number_in(const Node& node) {
    if (is_literal(node, catalog::Type::number)) return node.literal.number;
    const bool negated = node.kind == NodeKind::operation && node.op == Operator::negate &&
                         is_literal(node.children[0], catalog::Type::number);
    return negated ? std::optional(-node.children[0].literal.number) : std::nullopt;
  }

  // A filter of products: it knows products alone.
  Result<Part> filter_in(const Node& node) const {
    if (Status good = check_filter_names(node); !good) return std::move(good).error();
    return Part{text_, &node};
  }

  Status check_filter_names(const Node& node) const {
    const bool of_others = node.kind == NodeKind::name &&
                           (node.name.starts_with(kUserPrefix) || node.name.starts_with("context."));
    if (of_others) {
      return error_at(
          node, fmt::format("'{}' is nothing of a product; a filter of products stands here", node.name));
    }
    if (word_of(node) != nullptr)
      return error_at(node, fmt::format("'{}' is about people; a filter of products stands here", node.name));
    for (const Node& child : node.children) {
      if (Status good = check_filter_names(child); !good) return good;
    }
    return {};
  }

  // --- conditions about the person's own properties

  Result<Condition> property(const Node& node) const {
    std::set<std::string> names;
    if (Status good = read_names(node, names); !good) return std::move(good).error();
    if (names.empty()) {
      return error_at(node,
                      "this says nothing of a person; write such as user.country == \"DE\" or bought(90d)");
    }
    return Condition{Property{{text_, &node}, {names.begin(), names.end()}}};
  }

  Status read_names(const Node& node, std::set<std::string>& names) const {
    if (node.kind == NodeKind::name) {
      if (!node.name.starts_with(kUserPrefix)) return unknown_name(node);
      names.insert(node.name.substr(kUserPrefix.size()));
    }
    if (const Word* word = word_of(node)) {
      return error_at(node, fmt::format("'{}' can't stand inside a comparison or function; write it as {}",
                                        word->name, word->usage));
    }
    if (node.kind == NodeKind::call && !is_function(node.name)) return unknown_word(node);
    for (const Node& child : node.children) {
      if (Status good = read_names(child, names); !good) return good;
    }
    return {};
  }

  static bool is_function(std::string_view name) {
    const auto known = catalog::functions();
    return std::ranges::find(known, name, &catalog::FunctionHelp::name) != known.end();
  }

  Error unknown_name(const Node& node) const {
    return error_at(node,
                    fmt::format("'{0}' is nothing of a person: a property of people is written user.{0}, "
                                "and one of products stands inside bought(...), viewed(...) or likely(...)",
                                node.name));
  }

  Error unknown_word(const Node& node) const {
    std::vector<std::string_view> known;
    for (const Word& word : kWords) known.push_back(word.name);
    for (const catalog::FunctionHelp& function : catalog::functions()) known.push_back(function.name);
    std::string what = fmt::format("there is no word '{}'", node.name);
    if (const auto nearest = nearest_name(node.name, known))
      what += fmt::format("; did you mean '{}'?", *nearest);
    return error_at(node, what);
  }

  const catalog::Expression& text_;
};

}  // namespace

Result<Condition> parse_condition(std::string_view people) {
  const Result<catalog::Expression> text = catalog::Expression::parse(people);
  if (!text) return text.error();
  return Reader(*text).condition(text->tree());
}

}  // namespace suggestd::segments
