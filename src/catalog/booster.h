// A number for each product by which its score is changed: `if(brand == "Acme", 1.5, 1)`.
//
// Threads  one at a time; made for one request.
#pragma once

#include <optional>

#include "base/ids.h"
#include "base/result.h"
#include "catalog/catalog_view.h"
#include "catalog/expression.h"
#include "catalog/plan.h"

namespace suggestd::catalog {

// Whether the booster has a meaning in this catalogue. Errors: invalid, with the place.
Status check_booster(const Expression& booster, const CatalogView& view);

class Booster {
 public:
  // Errors: as check_booster().
  static Result<Booster> bind(const Expression& booster, const CatalogView& view, const Bindings& bindings);

  // The product's number; none if it is missing. A condition counts as 1 or 0.
  std::optional<double> value(ProductRow row) const;

 private:
  Booster(CatalogView view, NumbersPtr numbers) : view_(std::move(view)), numbers_(std::move(numbers)) {}

  CatalogView view_;  // keeps alive what the plan refers to
  NumbersPtr numbers_;
};

}  // namespace suggestd::catalog
