#include "watch/alarm.h"

#include <catch2/catch.hpp>

#include "base/turned_clock.h"

namespace suggestd::watch {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr seconds kHold{120};
constexpr seconds kRepeat{86'400};

// One alarm under a clock that a test turns.
struct Watched {
  TurnedClock clock;
  Alarm alarm;

  bool see(Verdict verdict, seconds later = seconds(0)) {
    clock.turn(later);
    return take(alarm, {{Condition::disk_low, "", ""}, verdict, "5 % are free"}, kHold, clock);
  }
  std::optional<Notice> due_to(const char* receiver) const {
    return due(alarm, receiver, kRepeat, clock.wall());
  }
  void told(const char* receiver) { alarm.told.insert_or_assign(receiver, clock.wall()); }
};

}  // namespace

TEST_CASE("a condition that passes within the hold-down is no alarm") {
  Watched at;
  CHECK_FALSE(at.see(Verdict::bad));
  CHECK_FALSE(at.see(Verdict::bad, seconds(119)));
  CHECK_FALSE(at.see(Verdict::good, seconds(1)));
  CHECK_FALSE(at.see(Verdict::bad, seconds(1)));
  CHECK_FALSE(at.see(Verdict::bad, seconds(119)));
  CHECK_FALSE(at.alarm.raised);
  CHECK_FALSE(at.due_to("ops"));
}

TEST_CASE("one that lasts is raised once, and cleared once it is over for as long") {
  Watched at;
  at.see(Verdict::bad);
  CHECK(at.see(Verdict::bad, seconds(120)));
  CHECK(at.alarm.raised == at.clock.wall());
  CHECK_FALSE(at.see(Verdict::bad, seconds(5)));
  CHECK_FALSE(at.see(Verdict::good, seconds(5)));
  CHECK_FALSE(at.see(Verdict::bad, seconds(60)));  // it flaps
  CHECK_FALSE(at.see(Verdict::good, seconds(119)));
  CHECK(at.alarm.raised);
  CHECK(at.see(Verdict::good, seconds(120)));
  CHECK_FALSE(at.alarm.raised);
}

TEST_CASE("what can't be known leaves an alarm as it is") {
  Watched at;
  at.see(Verdict::bad);
  at.see(Verdict::unknown, seconds(100));
  CHECK_FALSE(at.see(Verdict::bad, seconds(100)));  // the hold-down begins anew
  CHECK(at.see(Verdict::bad, seconds(120)));
  CHECK_FALSE(at.see(Verdict::unknown, hours(10)));
  CHECK(at.alarm.raised);
}

TEST_CASE("a wall clock that is set does not raise an alarm early") {
  Watched at;
  at.see(Verdict::bad);
  at.clock.leap(hours(5));
  CHECK_FALSE(at.see(Verdict::bad, seconds(60)));
}

TEST_CASE("each receiver is told once that it is raised, and once that it is over") {
  Watched at;
  at.see(Verdict::bad);
  at.see(Verdict::bad, kHold);
  CHECK(at.due_to("ops") == Notice::raised);
  at.told("ops");
  CHECK_FALSE(at.due_to("ops"));
  CHECK(at.due_to("shop") == Notice::raised);
  at.see(Verdict::good);
  at.see(Verdict::good, kHold);
  CHECK(at.due_to("ops") == Notice::cleared);
  CHECK_FALSE(at.due_to("shop"));  // it never knew
}

TEST_CASE("an open alarm is told again after the time to repeat, and not before") {
  Watched at;
  at.see(Verdict::bad);
  at.see(Verdict::bad, kHold);
  at.told("ops");
  at.see(Verdict::bad, kRepeat - seconds(1));
  CHECK_FALSE(at.due_to("ops"));
  at.see(Verdict::bad, seconds(1));
  CHECK(at.due_to("ops") == Notice::still);
  CHECK_FALSE(due(at.alarm, "ops", seconds(0), at.clock.wall()));
}

TEST_CASE("an alarm that has come back before its end was told is the same one") {
  Watched at;
  at.see(Verdict::bad);
  at.see(Verdict::bad, kHold);
  at.told("ops");
  at.see(Verdict::good);
  at.see(Verdict::good, kHold);
  at.see(Verdict::bad);
  at.see(Verdict::bad, kHold);
  CHECK_FALSE(at.due_to("ops"));
}

}  // namespace suggestd::watch
