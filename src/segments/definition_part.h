// Works out the expressions of the filter language that stand in a definition.
//
// Threads  pure; PropertyTest: one.
#pragma once

#include <string>
#include <unordered_map>

#include "base/result.h"
#include "base/time.h"
#include "base/work_budget.h"
#include "catalog/catalog_view.h"
#include "learn/snapshot.h"
#include "lookup/bitmap.h"
#include "segments/definition.h"

namespace suggestd::segments {

// The products of a filter in the catalogue as it is. `now`: of now() in it. Errors: invalid, with the place in the
// definition, if the filter has no meaning in this catalogue; those of the budget.
Result<lookup::Bitmap> product_rows(const Part& filter, const catalog::CatalogView& view, Timestamp now,
                                    Account account);

// Asks a condition about properties of many people. The answer for values that others had before is remembered.
class PropertyTest {
 public:
  // Requires: `property` outlives the test.
  PropertyTest(const Property& property, Timestamp now, Account account)
      : property_(property), now_(now), account_(account) {}

  // Errors: invalid, with the place in the definition; those of the budget.
  Result<bool> holds(const learn::PersonState& person);

 private:
  // Values remembered; a condition about a number that each person has another of is worked out each time.
  static constexpr std::size_t kMostAnswers = 10'000;

  Result<bool> work_out(const catalog::ValuesByName& properties) const;

  const Property& property_;
  const Timestamp now_;
  const Account account_;
  const catalog::CatalogView no_products_;
  std::unordered_map<std::string, bool> answers_;  // by the values of the names that the condition asks for
};

}  // namespace suggestd::segments
