// A filter that a scenario holds. The catalogue may have changed since it was written: a property became a
// text, or is gone. Authors are told when they store it (recommend/merchandise/rule_plan.h); a shopper gets
// the list without the parts that can't be decided.
//
// Threads  pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/work_budget.h"
#include "catalog/expression.h"
#include "learn/snapshot.h"
#include "lookup/bitmap.h"
#include "recommend/request.h"

namespace suggestd::recommend {

struct StoredFilter {
  std::string_view source;
  // The parts that stand for themselves: those of logical_and narrow a list, those of logical_or hide
  // products. none: all of it or nothing.
  catalog::Operator parts = catalog::Operator::none;
  std::string pointer = {};  // as LeftOut
  std::string rule = {};
};

// The products that the parts with a meaning match; nothing if no part has one. Adds the others to
// `left_out`. Errors: those of the budget.
Result<std::optional<lookup::Bitmap>> decidable_rows(const learn::Snapshot& snapshot,
                                                     const StoredFilter& filter,
                                                     const catalog::Bindings& bindings, Account account,
                                                     std::vector<LeftOut>& left_out);

// The words for a part that `error` leaves out: its first line, without the source and the mark below it.
LeftOut left_out_by(const Error& error, std::string pointer, std::string rule);

}  // namespace suggestd::recommend
