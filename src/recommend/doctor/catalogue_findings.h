// The catalogue doctor: faults of a catalogue, found by looking at every product once, each with its products, its cost
// to the shop, and the way to mend it.
//
// Order    the products of a finding that most people ever bought or looked at come first: to mend those pays most.
// Memory   a few words for each product of the catalogue, and nothing that stays.
// Threads  pure.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "base/work_budget.h"
#include "learn/snapshot.h"

namespace suggestd::recommend {

enum class FindingKind : std::uint8_t {
  no_title,
  no_price,
  no_image,
  no_category,
  other_currency,
  same_title,
  ids_differ_by_case,
  not_in_catalogue,
  sold_out_yet_wanted,
  never_looked_at,
  never_sold,
};

// The words of a finding, for people who don't program.
struct FindingWords {
  FindingKind kind;
  std::string_view name;   // of the API, and in addresses: never change one
  std::string_view what;   // after "12 products"
  std::string_view costs;  // what the shop loses by it
  std::string_view mend;
};

inline constexpr std::size_t kFindingKinds = 11;
const std::array<FindingWords, kFindingKinds>& finding_words();
// Nothing for a name that is none.
std::optional<FindingKind> find_finding(std::string_view name);

// A product counts as never looked at or never sold once it has been known for this long.
inline constexpr std::chrono::days kTimeToSell{30};

struct FindingsRequest {
  std::optional<FindingKind> only;
  std::size_t limit = 5;        // products of each finding
  std::string_view after = {};  // goes on after this product; needs `only`
  Timestamp now{};
};

struct Finding {
  FindingKind kind{};
  std::size_t products = 0;
  std::vector<ProductRow> page;
  bool more = false;  // behind the page
};

struct Findings {
  std::size_t products = 0;    // in the catalogue
  std::vector<Finding> found;  // without those of no product, but with `only` if it was asked for
};

// Errors: not_found if `after` is none of the finding's products; those of the budget.
Result<Findings> catalogue_findings(const learn::Snapshot& snapshot, const FindingsRequest& request,
                                    WorkBudget& budget);

}  // namespace suggestd::recommend
