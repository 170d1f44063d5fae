// A segment's definition: which people of a shop belong to it.
//
// Text     in the grammar of filters (catalog/parser.h); its words, each of which says yes or no of a person:
//
//   bought(FILTER, WITHIN)        an order or purchase in that time holds a product of the filter
//   viewed(FILTER, WITHIN)        a view
//   cart_left(FILTER, WITHIN)     a product was put into the cart and neither taken out nor bought since
//   first_order(WITHIN)           the person's first order is not older
//   lapsed(AGE)                   there are orders, and none that is younger
//   orders(WITHIN) >= 3           the number of orders
//   spent("EUR", WITHIN) > 100    the orders' amounts in that currency, less refunds; never over currencies
//   likely(FILTER, 0.05)          among the 5 % with the highest score for these products, by the model
//   likely(FILTER) > 0.2          the score itself
//   in_file("NAME")               in the list of people of that name (member_lists.h)
//   segment("NAME")               in another segment
//   user.country == "DE"          any condition of filters about the person's own properties
//
//          joined by and, or, not and brackets. FILTER is a filter of products, WITHIN a duration such as 90d; both
//          may be left out, which means any product and ever.
// JSON     {"people": "bought(category == \"Tea\", 90d)", "description": "tea drinkers"}; the description is optional.
// Threads  plain values.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "catalog/expression.h"
#include "catalog/syntax_tree.h"
#include "records/money.h"

namespace suggestd::segments {

// A time before now; none: ever.
using Within = std::optional<std::chrono::microseconds>;

// A part of a definition's text that is an expression of the filter language.
struct Part {
  catalog::Expression text;             // all of the definition, for the place in errors
  const catalog::Node* node = nullptr;  // within text.tree(), which keeps it
};
// A filter of products; none: any product.
using Products = std::optional<Part>;

struct Bought {
  Products products;
  Within within;
};
struct Viewed {
  Products products;
  Within within;
};
struct CartLeft {
  Products products;
  Within within;
};
struct FirstOrder {
  Within within;
};
struct Lapsed {
  std::chrono::microseconds age{};
};

// A comparison with a number: `op` is one of equal, unequal, less, less_equal, greater, greater_equal.
struct Comparison {
  catalog::Operator op = catalog::Operator::equal;
  double number = 0;

  bool holds(double left) const;
};
struct Orders {
  Within within;
  Comparison count;
};
struct Spent {
  Currency currency;
  Within within;
  Comparison amount;  // in whole units of the currency
};
struct LikelyScore {
  Part products;
  Comparison score;
};
struct LikelyTop {
  Part products;
  double share = 0;  // above 0, at most 1
};
struct InFile {
  std::string list;
  std::size_t offset = 0;
};
struct InSegment {
  std::string name;
  std::size_t offset = 0;
};
// A condition about the members of User::properties.
struct Property {
  Part condition;
  std::vector<std::string> names;  // of the properties it asks for, sorted, without "user."
};

struct Condition;
struct Joined {
  catalog::Operator op = catalog::Operator::logical_and;  // logical_and, logical_or; logical_not of one part
  std::vector<Condition> parts;
};

struct Condition {
  std::variant<Joined, Bought, Viewed, CartLeft, FirstOrder, Lapsed, Orders, Spent, LikelyScore, LikelyTop,
               InFile, InSegment, Property>
      rule;
};

struct Definition {
  std::string people;  // as it was written
  std::string description;
  Condition condition;
};

// The names that the definition refers to by segment("...") and in_file("..."), in the order of the text.
struct References {
  std::vector<InSegment> segments;
  std::vector<InFile> lists;
};
References references_of(const Definition& definition);

// Calls `visit` for the condition and everything that it joins, in the order of the text.
template <class Visit>
void for_each_condition(const Condition& condition, const Visit& visit) {
  visit(condition);
  if (const auto* joined = std::get_if<Joined>(&condition.rule)) {
    for (const Condition& part : joined->parts) for_each_condition(part, visit);
  }
}

}  // namespace suggestd::segments
