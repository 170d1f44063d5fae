#include "learn/facts/log_clock.h"

#include <catch2/catch.hpp>

#include "learn/learned_shop.h"
#include "learn/same_model.h"
#include "learn/sample_log.h"

namespace suggestd::learn {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::hours kTenYears{24 * 3'650};

struct Told {
  LogClock clock{24h};
  std::uint64_t sequence = 0;
  Moment tell(Timestamp at, Timestamp committed) {
    clock.hear_commit(committed, Sequence{++sequence});
    return clock.hear(at);
  }
};

TEST_CASE("without a leap the clock is the latest moment, cut to its commit") {
  Told told;
  CHECK(told.tell(day(1), day(2)).line == day(1));
  CHECK(told.tell(day(9), day(3)).line == day(3));
  CHECK(told.tell(day(2), day(20)).own == day(2));
  CHECK(told.clock.latest() == day(3));
  // A shop imports its old orders: each counts at its own time, and an order of today at today's.
  CHECK(told.tell(day(20), day(20)).line == day(20));
  CHECK(told.clock.ahead() == 0us);
}

TEST_CASE("a leap of the server's clock is taken off, and coming back needs nothing") {
  Told told;
  told.tell(day(1), day(1));
  const Moment leapt = told.tell(day(1) + kTenYears + 1h, day(1) + kTenYears + 1h);
  CHECK(leapt.own == day(1) + kTenYears + 1h);
  CHECK(leapt.line == day(1));
  CHECK(told.clock.ahead() == kTenYears + 1h);
  CHECK(told.tell(day(1) + kTenYears + 3h, day(1) + kTenYears + 3h).line == day(1) + 2h);
  // An order is dated by the shop's own clock, which was right all the time.
  CHECK(told.tell(day(1) + 1h, day(1) + kTenYears + 4h).line == day(1) + 1h);
  CHECK(told.tell(day(1) + 5h, day(1) + 5h).line == day(1) + 5h);
  CHECK(told.clock.ahead() == 0us);
  CHECK(told.clock.latest() == day(1) + 5h);
}

TEST_CASE("one leap upon another, and half of it back, stand still too") {
  Told told;
  told.tell(day(1), day(1));
  told.tell(day(1) + kTenYears, day(1) + kTenYears);
  CHECK(told.tell(day(1) + 3 * kTenYears, day(1) + 3 * kTenYears).line == day(1));
  CHECK(told.tell(day(1) + kTenYears, day(1) + kTenYears).line == day(1));
  CHECK(told.tell(day(2), day(2)).line == day(2));
}

TEST_CASE("where records are missing, a gap is no leap") {
  Told told;
  told.tell(day(1), day(1));
  told.sequence += 5;
  CHECK(told.tell(day(90), day(90)).line == day(90));
}

Change view_at(const std::string& product, Timestamp at, std::uint64_t sequence) {
  Change change = event_change(EventType::view, "u1", "", product, at);
  change.sequence = Sequence{sequence};
  return change;
}

// Views of a product that was popular, then of one in an hour in which the clock was wrong, then of one that
// is popular now.
std::vector<Change> log_with(std::chrono::hours wrong_by) {
  std::vector<Change> log;
  const auto tell = [&](const std::string& product, Timestamp at) {
    log.push_back(view_at(product, at, log.size() + 1));
  };
  for (int i = 0; i < 50; ++i) tell("before", day(0) + std::chrono::minutes(i));
  for (int i = 0; i < 5; ++i) tell("meanwhile", day(1) + wrong_by + std::chrono::minutes(i));
  for (int i = 0; i < 50; ++i) tell("after", day(2) + std::chrono::minutes(i));
  return log;
}

std::shared_ptr<const Snapshot> learn(const std::vector<Change>& log) {
  LearnedShop model(small_options());
  for (const Change& change : log) model.apply(change);
  return model.publish({});
}

double popularity(const Snapshot& snapshot, const std::string& product) {
  const std::optional<ProductRow> row = snapshot.products.find(product);
  REQUIRE(row.has_value());
  return snapshot.product(*row).usual.left_at(snapshot.clock, snapshot.options.popular_half_life);
}

TEST_CASE("popularity after ten years ahead and back is what it would have been") {
  const auto right = learn(log_with(0h));
  const auto wrong = learn(log_with(kTenYears));
  CHECK(wrong->clock == right->clock);
  for (const char* product : {"before", "meanwhile", "after"}) {
    CHECK(popularity(*wrong, product) == Approx(popularity(*right, product)).epsilon(0.05));
  }
  CHECK(popularity(*wrong, "after") > popularity(*wrong, "meanwhile"));
}

TEST_CASE("a person's confidences are not blown up by what a wrong clock has dated") {
  const auto wrong = learn(log_with(kTenYears));
  const auto right = learn(log_with(0h));
  const LearnedRow& learned = wrong->person(PersonIdKind::user, "u1")->learned;
  const LearnedRow& expected = right->person(PersonIdKind::user, "u1")->learned;
  REQUIRE(learned.columns == expected.columns);
  for (std::size_t i = 0; i < learned.confidences.size(); ++i) {
    CHECK(learned.confidences[i] == Approx(expected.confidences[i]).epsilon(0.1));
  }
}

TEST_CASE("forgetting somebody whom a wrong clock has dated takes no more than was theirs") {
  std::vector<Change> log = log_with(kTenYears);
  Change bought = event_change(EventType::purchase, "gone", "", "after", day(2) + kTenYears);
  bought.sequence = Sequence{log.size() + 1};
  log.push_back(bought);
  Change deleted;
  deleted.kind = ChangeKind::user;
  deleted.op = ChangeOp::deleted;
  deleted.id = "gone";
  deleted.at = day(2) + 2h;
  deleted.sequence = Sequence{log.size() + 1};
  const double before = popularity(*learn(log_with(kTenYears)), "after");
  log.push_back(deleted);
  CHECK(popularity(*learn(log), "after") == Approx(before).epsilon(0.1));
}

}  // namespace
}  // namespace suggestd::learn
