// Which products a list may hold, decided before anything is ranked.
//
// Threads  pure.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "catalog/expression.h"
#include "learn/snapshot.h"
#include "lookup/bitmap.h"
#include "recommend/request.h"
#include "recommend/rule_plan.h"
#include "recommend/visitor.h"

namespace suggestd::recommend {

// One step of the narrowing, for a merchant's eyes: "420 are sold out, hidden or out of their dates".
struct Narrowing {
  std::string what;  // goes after a number of products
  std::size_t products = 0;
  std::string rule;  // id of the rule that it is; "" if it is none
};

struct Allowed {
  lookup::Bitmap rows;
  std::size_t catalogue = 0;          // products that the shop knows
  std::vector<Narrowing> narrowings;  // in the order in which they were applied; none that took nothing
};

// What `user`, `context` and now() mean in this request's expressions.
catalog::Bindings bindings_for(const learn::Snapshot& snapshot, const Request& request,
                               const Visitor& visitor);

// Errors: invalid for a filter that does not compile.
Result<Allowed> allowed_products(const learn::Snapshot& snapshot, const Request& request,
                                 const Visitor& visitor, std::span<const Hiding> hidings);

// True if what the person bought before may not come back in this list.
bool leaves_bought_out(const Request& request);

// "The catalogue has 500 products: 420 are sold out ..., 70 do not match the filter." for a list that
// came out shorter than asked.
std::string narrowing_sentence(const Allowed& allowed);

// Why `row` is not among the allowed, as a sentence; empty if it is.
Result<std::string> why_not_allowed(const learn::Snapshot& snapshot, const Request& request,
                                    const Visitor& visitor, std::span<const Hiding> hidings, ProductRow row);

}  // namespace suggestd::recommend
