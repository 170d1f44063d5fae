// A number for each product that multiplies its score: `if(brand == "Acme", 1.5, 1)`.
//
// Threads  one at a time; made for one request.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "base/work_budget.h"
#include "catalog/catalog_view.h"
#include "catalog/expression.h"
#include "catalog/plan.h"

namespace suggestd::catalog {

// Checks that the booster has a meaning in this catalogue. Errors: invalid, with the place.
Status check_booster(const Expression& booster, const CatalogView& view);

class Booster {
 public:
  // Errors: as check_booster().
  static Result<Booster> bind(const Expression& booster, const CatalogView& view, const Bindings& bindings,
                              Account account);

  // The least cost of values(), in units of the budget; long texts come on top.
  std::uint64_t cost() const noexcept { return cost_; }

  // The numbers of a block's products, NaN where one is missing; in `scratch` or elsewhere, good until the next call. A
  // condition counts as 1 or 0.
  const NumberValues& values(RowRange range, NumberValues& scratch) const {
    return numbers_->values(range, scratch);
  }

 private:
  Booster(CatalogView view, NumbersPtr numbers, std::uint64_t cost)
      : view_(std::move(view)), numbers_(std::move(numbers)), cost_(cost) {}

  CatalogView view_;  // keeps alive what the plan refers to
  NumbersPtr numbers_;
  std::uint64_t cost_;
};

}  // namespace suggestd::catalog
