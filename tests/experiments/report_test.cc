#include "experiments/report.h"

#include <catch2/catch.hpp>

#include "experiments/guards.h"
#include "experiments/small_experiment.h"

namespace suggestd::experiments {
namespace {

const Currency kPounds = *Currency::parse("GBP");

// 10,000 visitors whose windows are over, of whom `buyers` spend 50.00 or a little more.
VariantTotals totals_of(int buyers) {
  VariantTotals totals;
  for (int i = 0; i < 10'000; ++i) {
    VisitorRow row;
    if (i < buyers) row.orders.push_back({static_cast<std::uint64_t>(i), {5'000 + i % 7, kPounds}});
    totals.count(row, 1);
    totals.settle(row, kPounds);
  }
  totals.assigned = 10'000;
  return totals;
}

TEST_CASE("sums of a variant are read back as they were written") {
  VariantTotals totals = totals_of(300);
  totals.crossovers = 3;
  totals.revenue[*Currency::parse("JPY")] = -(WideMinor{1} << 70);
  const auto read = decode_variant_totals(encode(totals));
  REQUIRE(read.ok());
  CHECK(*read == totals);
  CHECK_FALSE(decode_variant_totals("\xff\xff").ok());
}

TEST_CASE("a visitor is read back as it was written, and keeps so many orders only") {
  VisitorRow row;
  row.variant = 1;
  row.exposed_at = *parse_rfc3339("2026-03-01T10:00:00Z");
  row.before = 1'234;
  for (std::uint64_t i = 0; i < kMostOrdersOfVisitor + 5; ++i) row.put({i, {static_cast<int>(i), kPounds}});
  row.settled = true;
  row.user.assign(1, 'u');
  CHECK(row.orders.size() == kMostOrdersOfVisitor);
  CHECK(*decode_visitor(encode(row)) == row);
  row.put({3, {9'999, kPounds}});
  CHECK(row.orders[3].revenue.minor == 9'999);
}

TEST_CASE("the summary says what may be concluded, and first what forbids it") {
  const StoredExperiment stored = running_experiment();
  Report report = make_report(stored, {totals_of(300), totals_of(310)});
  CHECK(summary_of(report).starts_with("varied: between "));
  CHECK(summary_of(report).ends_with("; too early to say."));
  report = make_report(stored, {totals_of(300), totals_of(500)});
  CHECK(report.money.others[0].finding == Finding::more);
  CHECK(summary_of(report).find("more revenue a visitor than in control.") != std::string::npos);
  VariantTotals lost = totals_of(500);
  lost.assigned = 8'000;
  report = make_report(stored, {totals_of(300), lost});
  CHECK(report.ratio_alarm());
  CHECK(summary_of(report).starts_with("The variants did not get the shares"));
}

TEST_CASE("the report as CSV has a line for each variant") {
  const std::string csv = to_csv(make_report(running_experiment(), {totals_of(300), totals_of(500)}));
  CHECK(csv.starts_with("variant,share,assigned,"));
  CHECK(csv.find("\r\ncontrol,0.5,10000,10000,0,300,300,15008.97 GBP,10000,300,1.5009,0.03,,,,control\r\n") !=
        std::string::npos);
  CHECK(csv.find("\r\nvaried,0.5,") != std::string::npos);
  CHECK(csv.ends_with(",more\r\n"));
}

TEST_CASE("a guard stops a variant that is worse beyond doubt by more than it allows") {
  StoredExperiment stored = running_experiment();
  const std::vector<VariantTotals> worse{totals_of(600), totals_of(300)};
  CHECK(tripped_guards(stored, worse).empty());
  stored.experiment.guards.push_back({Metric::conversion, 0.1});
  const std::vector<TrippedGuard> tripped = tripped_guards(stored, worse);
  REQUIRE(tripped.size() == 1);
  CHECK(tripped[0].variant == 1);
  CHECK(tripped[0].reason.find("less visitors who buy than in control: the guard allows 10 % less") !=
        std::string::npos);
  CHECK(tripped_guards(stored, std::vector{totals_of(600), totals_of(580)}).empty());
  stored.experiment.guards[0].worse_by = 0.7;
  CHECK(tripped_guards(stored, worse).empty());
  stored.experiment.guards[0].worse_by = 0.1;
  stored.run->stopped.push_back({1, stored.run->started_at, ""});
  CHECK(tripped_guards(stored, worse).empty());
}

}  // namespace
}  // namespace suggestd::experiments
