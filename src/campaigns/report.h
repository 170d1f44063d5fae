// The orders after a run, of those who were sent to beside those held out.
//
// Compared  as drawn: everybody who was eligible, whether they got a list, saw it or clicked; so nothing that people do
//           after the draw decides which group they count in (intention to treat).
// Orders    placed from the run's time on, for `days`; cancelled ones count nothing; revenue is net of discounts and
//           refunds (attribute/attribution.h, revenue_left()), by currency.
// Threads   pure functions of the store; any.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "base/work_budget.h"
#include "campaigns/difference.h"
#include "campaigns/run_book.h"
#include "records/money.h"

namespace suggestd::campaigns {

inline constexpr Lever kReportWork{"days", "reading the orders of the run's people"};

struct GroupReport {
  std::uint64_t people = 0;
  std::uint64_t with_list = 0;
  std::uint64_t opened = 0;   // people, as far as tracked links and the picture tell
  std::uint64_t clicked = 0;  // people
  std::uint64_t buyers = 0;
  std::uint64_t orders = 0;
  std::int64_t unit_thousandths = 0;
  std::map<Currency, WideMinor> revenue;
  // By person.
  Sample order_sample;
  std::map<Currency, Sample> revenue_sample;  // in whole units of the currency
};

struct Report {
  Timestamp from{};
  Timestamp until{};
  GroupReport sent;
  GroupReport held_out;
};

// Errors: those of the book, the store and the budget.
Result<Report> make_report(const KeptRun& run, std::uint64_t days, const RunBook& runs,
                           const store::Store& store, ShopId shop, WorkBudget& budget);

std::string to_json(const KeptRun& run, const Report& report);
// A line for each group and currency, after a line of names.
std::string to_csv(const KeptRun& run, const Report& report);

}  // namespace suggestd::campaigns
