// Checks a bound tree against a catalogue and makes the plan that works it out.
//
// Threads  pure; a plan has its own rule (catalog/plan.h).
#pragma once

#include "base/result.h"
#include "base/work_budget.h"
#include "catalog/catalog_view.h"
#include "catalog/expression.h"
#include "catalog/plan.h"

namespace suggestd::catalog {

// `bound` is a tree of `expression` after bind(). The plan holds for this view and must not outlive it.
// `account` pays for the parts that depend on the products' values (long texts, large sets) while the plan is
// used. Errors: invalid, with the place: an unknown name (with the nearest one), a misfit of types, a value
// of another type than asked for. In a catalogue without products every name is accepted and missing.
Result<ConditionPtr> compile_condition(const Expression& expression, const Node& bound,
                                       const CatalogView& view, Account account);
Result<NumbersPtr> compile_number(const Expression& expression, const Node& bound, const CatalogView& view,
                                  Account account);

}  // namespace suggestd::catalog
