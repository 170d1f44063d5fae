#include "watch/order_rhythm.h"

#include <cmath>

#include <catch2/catch.hpp>

namespace suggestd::watch {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

const Timestamp kMonday = *parse_rfc3339("2026-03-02T00:00:00Z");
constexpr double kFalseAlarms = 0.1;

// Orders of each day from `first` on, evenly over the hours from nine to five.
OrderRhythm sold(Timestamp first, int count_of_days, int an_hour, const TimeZone& zone = TimeZone()) {
  OrderRhythm rhythm;
  for (int day = 0; day < count_of_days; ++day) {
    for (int hour = 9; hour < 17; ++hour) {
      for (int order = 0; order < an_hour; ++order) {
        const Timestamp local = first + days(day) + hours(hour) + order * minutes(60) / an_hour;
        rhythm.add(zone.moment(local), zone.moment(local));
      }
    }
  }
  return rhythm;
}

std::optional<Silence> judged(const OrderRhythm& rhythm, Timestamp from, Timestamp until) {
  return judge_silence(rhythm, from, until, TimeZone(), kFalseAlarms);
}

}  // namespace

TEST_CASE("the expected orders are those of the same hours of other weeks") {
  const OrderRhythm rhythm = sold(kMonday, 35, 4);
  const Timestamp last = *rhythm.last();
  const Timestamp next_day = kMonday + days(35);
  const auto night = judged(rhythm, last, next_day + hours(9));
  REQUIRE(night);
  CHECK(night->expected == Approx(4.0 * 15 / 60));  // what is left of the last hour
  const auto noon = judged(rhythm, last, next_day + hours(12) + minutes(30));
  REQUIRE(noon);
  CHECK(noon->expected == Approx(1 + 3.5 * 4));
  const double month = 4 * 8 * 365.25 / 12;
  CHECK(noon->longest == Approx(std::log(month / kFalseAlarms)).epsilon(0.05));
  CHECK_FALSE(night->too_long());
  CHECK(noon->too_long());
}

TEST_CASE("one week of holidays does not make a shop's silence usual, nor one of a sale make it odd") {
  OrderRhythm rhythm = sold(kMonday, 14, 4);
  const OrderRhythm after = sold(kMonday + days(21), 14, 4);  // the third week was closed
  for (const auto& [hour, orders] : after.hours()) {
    for (std::uint32_t i = 0; i < orders; ++i) rhythm.add(Timestamp(hours(hour)), Timestamp(hours(hour)));
  }
  for (int i = 0; i < 5000; ++i) rhythm.add(kMonday + days(28) + hours(10), kMonday + days(28) + hours(10));
  const Timestamp until = kMonday + days(35) + hours(12);
  const auto silence = judged(rhythm, kMonday + days(34) + hours(17), until);
  REQUIRE(silence);
  CHECK(silence->expected == Approx(12));
}

TEST_CASE("with less than three weeks nothing is judged") {
  const Timestamp until = kMonday + days(20) + hours(17);
  CHECK_FALSE(judged(sold(kMonday, 20, 100), until - hours(7), until));
  CHECK(judged(sold(kMonday, 29, 100), until + days(9) - hours(7), until + days(9)));
  CHECK_FALSE(judged(OrderRhythm(), until - hours(7), until));
}

TEST_CASE("a shop that sells a few times a week is never silent for too long") {
  OrderRhythm rhythm;
  for (int day = 0; day < 49; day += 3) rhythm.add(kMonday + days(day), kMonday + days(day));
  const auto silence = judged(rhythm, kMonday + days(49), kMonday + days(56));
  REQUIRE(silence);
  CHECK_FALSE(silence->too_long());
}

TEST_CASE("the hours of the week are those of the shop's clocks, through a change to summer time") {
  const TimeZone tallinn = *TimeZone::parse("Europe/Tallinn");
  const OrderRhythm rhythm = sold(kMonday, 28, 4, tallinn);  // summer time begins on the 29th
  const Timestamp opening = tallinn.moment(kMonday + days(28) + hours(9));
  const auto silence = judge_silence(rhythm, opening - hours(1), opening, tallinn, kFalseAlarms);
  REQUIRE(silence);
  CHECK(silence->expected == Approx(0));
  const auto in_utc = judged(rhythm, opening - hours(1), opening);
  REQUIRE(in_utc);
  CHECK(in_utc->expected == Approx(0));  // 6 o'clock in UTC, an hour before the winter's opening
  const auto evening = judged(rhythm, opening + hours(8), opening + hours(9));
  REQUIRE(evening);
  CHECK(evening->expected == Approx(4));  // what a clock without summer time would expect
}

TEST_CASE("orders that are handed in later count when they were placed") {
  OrderRhythm rhythm;
  const Timestamp arrived = kMonday + days(40);
  rhythm.add(kMonday, arrived);              // imported history
  rhythm.add(arrived - hours(23), arrived);  // a nightly batch
  rhythm.add(arrived + days(300), arrived);  // a wrong clock
  CHECK(rhythm.hours().size() == 2);
  CHECK(rhythm.hours().begin()->first == std::chrono::floor<hours>(kMonday).time_since_epoch().count());
  CHECK(rhythm.last() == arrived);
}

TEST_CASE("what no judgement looks at is forgotten") {
  OrderRhythm rhythm = sold(kMonday, 100, 1);
  rhythm.forget_before(kMonday + days(100));
  CHECK(rhythm.hours().size() == 49 * 8);
}

}  // namespace suggestd::watch
