// The orders after a run, of those who were sent to beside those held out.
//
// Compared  as drawn: everybody who was eligible, whether they got a list, saw it or clicked; so nothing that people do
//           after the draw decides which group they count in (intention to treat).
// Orders    placed from the run's time on, for `days` (orders_after.h).
// Parts     the same by segment and by product (breakdown.h). Each of their intervals holds at 95 % for all of them together:
//           with m of them each is made for 1 - 0.05 / m (Bonferroni). The whole's own intervals are not widened.
// Threads   pure functions of the store; any.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "base/work_budget.h"
#include "campaigns/breakdown.h"
#include "campaigns/campaign.h"
#include "campaigns/group_report.h"
#include "campaigns/run_book.h"

namespace suggestd::campaigns {

struct Report {
  Timestamp from{};
  Timestamp until{};
  GroupReport sent;
  GroupReport held_out;
  std::vector<ReportPart>
      parts;  // segments as the campaign names them, then products, those given most first
};

// `campaign`: as it was at the run. Errors: those of the book, the store and the budget.
Result<Report> make_report(const KeptRun& run, const Campaign& campaign, std::uint64_t days,
                           const RunBook& runs, const store::Store& store, ShopId shop, WorkBudget& budget);

std::string to_json(const KeptRun& run, const Report& report);
// A line for each group and currency of the whole and of each part, after a line of names.
std::string to_csv(const KeptRun& run, const Report& report);

}  // namespace suggestd::campaigns
