// The products that a list may hold, decided before anything is ranked.
//
// Threads  pure.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/work_budget.h"
#include "catalog/expression.h"
#include "learn/snapshot.h"
#include "lookup/bitmap.h"
#include "recommend/groups.h"
#include "recommend/request.h"
#include "recommend/statement.h"
#include "recommend/visitor.h"

namespace suggestd::recommend {

// One step of the narrowing, for a merchant's eyes: "420 are sold out, hidden or out of their dates".
struct Narrowing {
  Statement what;  // with the number of products
  std::size_t products = 0;
  std::string rule;  // id of the rule that it is; "" if it is none
};

// A rule that takes products out before anything is ranked.
struct Hiding {
  std::string rule;     // its id
  lookup::Bitmap kept;  // what it leaves
};

struct Allowed {
  lookup::Bitmap rows;
  lookup::Bitmap last;                // those of them that stand behind all others: the catalogue lacks them
  std::size_t catalogue = 0;          // products that the shop knows
  std::vector<Narrowing> narrowings;  // those that took products, in the order in which they were applied
  std::vector<LeftOut> left_out;      // parts of the scenario's filter
};

// The rows of those ids that the shop knows, in their order.
std::vector<ProductRow> known_rows(const learn::Snapshot& snapshot, const std::vector<std::string>& ids);

// Who wrote an expression: the request, which brings its context along, or the author of a scenario.
enum class Author { request, scenario };

// The meaning of `user`, `context` and now() in this request's expressions. A text of Context::texts is
// read as the type of the attribute of its name; where there is none as a JSON number, true, false or array,
// else as a text.
catalog::Bindings bindings_for(const learn::Snapshot& snapshot, const Request& request,
                               const Visitor& visitor, Author author);

// Errors: invalid for a filter of the request that does not compile; those of the budget.
Result<Allowed> allowed_products(const learn::Snapshot& snapshot, const Request& request,
                                 const Visitor& visitor, std::span<const Hiding> hidings, WorkBudget& budget);

// True if this list leaves out products that the person bought before.
bool leaves_bought_out(const Request& request);
// True if it leaves out what lies in the person's cart.
bool leaves_cart_out(const Request& request);
// The groups of which this list shows one product; none if it shows all variants.
Groups groups_of(const learn::Snapshot& snapshot, const Request& request);

// "The catalogue has 500 products: 420 are sold out ..., 70 do not match the filter." for a list that
// came out shorter than asked.
Statements narrowing_statements(const Allowed& allowed);

// Why `row` is not among the allowed; nothing if it is.
Result<std::optional<Statement>> why_not_allowed(const learn::Snapshot& snapshot, const Request& request,
                                                 const Visitor& visitor, std::span<const Hiding> hidings,
                                                 ProductRow row, WorkBudget& budget);

}  // namespace suggestd::recommend
