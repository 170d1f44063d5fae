#include "experiments/recent_traffic.h"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "experiments/plan.h"
#include "experiments/small_experiment.h"
#include "store/memory_change_log.h"
#include "store/temporary_store.h"

namespace suggestd::experiments {
namespace {

using std::chrono::hours;
using store::kShop;

const Timestamp kNow = *parse_rfc3339("2026-03-29T00:00:00Z");

void add(store::MemoryChangeLog& log, ChangeKind kind, ChangeOp op, decltype(Change::payload) payload) {
  Change change{{}, kind, op, 0, kNow, "id", std::move(payload)};
  REQUIRE(log.append(kShop, {&change, 1}).ok());
}

void visit(store::MemoryChangeLog& log, const std::string& user, Timestamp at) {
  Event event = store::simple_event(user);
  event.at = at;
  add(log, ChangeKind::event, ChangeOp::added, event);
}

void buy(store::MemoryChangeLog& log, const std::string& user, Timestamp at) {
  Order order = store::simple_order("o" + user, user);  // 4.50
  order.placed_at = at;
  add(log, ChangeKind::order, ChangeOp::placed, OrderChange{order, {}});
}

TEST_CASE("visitors of the last four weeks are counted once, with what they spent") {
  store::MemoryChangeLog log;
  for (int i = 0; i < 100; ++i) {
    const std::string user = fmt::format("u{}", i);
    visit(log, user, kNow - hours(24 * 10));
    visit(log, user, kNow - hours(1));
    if (i < 10) buy(log, user, kNow - hours(2));
  }
  visit(log, "long ago", kNow - hours(24 * 40));
  buy(log, "long ago", kNow - hours(24 * 40));
  const RecentTraffic traffic = *recent_traffic(log, kShop, {}, kNow);
  CHECK(traffic.visitors == 100);
  CHECK(traffic.days == Approx(10));
  CHECK(traffic.currency.code() == "GBP");
  CHECK(traffic.bought.visitors_a_day == Approx(10));
  CHECK(traffic.bought.mean == Approx(0.1));
  CHECK(traffic.money.mean == Approx(45));
  CHECK(traffic.money.variance == Approx(45.0 * 450 - 45.0 * 45).epsilon(0.02));
}

TEST_CASE("a plan says what two weeks find, and how long a wanted effect takes") {
  RecentTraffic traffic;
  traffic.bought = {1'000, 0.03, 0.03 * 0.97};
  Experiment experiment = running_experiment().experiment;
  experiment.metric = Metric::conversion;
  experiment.minimal_effect = 0.2;
  const RunPlan plan = plan_of(experiment, traffic);
  CHECK(plan.tuned_to == 14'000);
  REQUIRE(plan.in_two_weeks.has_value());
  CHECK(*plan.in_four_weeks < *plan.in_two_weeks);
  REQUIRE(plan.days_for_minimal.has_value());
  CHECK(plan.sentence.starts_with("with 1000 visitors a day, as lately, two weeks find a difference of "));
  CHECK(plan.sentence.find(fmt::format("; 20 % takes {} days", *plan.days_for_minimal)) != std::string::npos);
}

TEST_CASE("a shop without visitors gets a plan that says so") {
  store::MemoryChangeLog log;
  const RunPlan plan = plan_of(running_experiment().experiment, *recent_traffic(log, kShop, {}, kNow));
  CHECK_FALSE(plan.in_two_weeks.has_value());
  CHECK(plan.tuned_to > 0);
  CHECK(plan.sentence.find("too few visitors") != std::string::npos);
}

}  // namespace
}  // namespace suggestd::experiments
