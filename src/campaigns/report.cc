#include "campaigns/report.h"

#include <chrono>
#include <utility>

#include "campaigns/orders_after.h"

namespace suggestd::campaigns {
namespace {

// Units for reading one list, and for counting one person in one part (base/work_budget.h).
constexpr std::uint64_t kUnitsPerList = 5;
constexpr std::uint64_t kUnitsPerPart = 1;

Result<std::vector<std::string>> most_given(const KeptRun& run, const RunBook& runs, WorkBudget& budget) {
  GivenCounts counts;
  Status read = runs.for_each_list(run, [&](const GivenList& list) -> Status {
    counts.add(list);
    return budget.spend(kUnitsPerList, kReportWork) ? Status() : budget.status();
  });
  if (!read) return std::move(read).error();
  return counts.most_given();
}

}  // namespace

Result<Report> make_report(const KeptRun& run, const Campaign& campaign, std::uint64_t days,
                           const RunBook& runs, const store::Store& store, ShopId shop, WorkBudget& budget) {
  const auto products = most_given(run, runs, budget);
  if (!products) return products.error();
  Report report;
  report.from = run.at;
  report.until = run.at + std::chrono::days(days);
  const OrdersAfter orders_after(store, shop, {report.from, report.until}, budget);
  Breakdown breakdown(campaign.report_segments, *products);
  const std::uint64_t parts = campaign.report_segments.size() + products->size();
  Status read = runs.for_each_list(run, [&](const GivenList& list) -> Status {
    PersonReport person = of_list(list);
    breakdown.begin(list);
    Status found = orders_after.of(list.user_id, [&](const Order& order) {
      person.bought.add(order, "");
      breakdown.add(order);
    });
    if (!found) return found;
    (list.held_out ? report.held_out : report.sent).add(person);
    breakdown.end();
    return budget.spend(kUnitsPerPart * parts, kReportWork) ? Status() : budget.status();
  });
  if (!read) return std::move(read).error();
  report.parts = std::move(breakdown).parts();
  return report;
}

}  // namespace suggestd::campaigns
