#include "watch/order_rhythm.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace suggestd::watch {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;

constexpr hours kWeek{24 * 7};
constexpr double kWeeksOfMonth = 365.25 / 12 / 7;
constexpr hours kKept = (kWeeks + 2) * kWeek;  // the longest silence, and what it is compared with

std::int64_t hour_of(Timestamp at) { return std::chrono::floor<hours>(at).time_since_epoch().count(); }
Timestamp begin_of(std::int64_t hour) { return Timestamp(hours(hour)); }

// Orders from `from` to before `until`; those of an hour count as spread evenly over it.
double orders_between(const OrderRhythm::Hours& counted, Timestamp from, Timestamp until) {
  double sum = 0;
  for (auto hour = counted.lower_bound(hour_of(from)); hour != counted.end(); ++hour) {
    const Timestamp begin = std::max(begin_of(hour->first), from);
    const Timestamp end = std::min(begin_of(hour->first + 1), until);
    if (begin >= until) break;
    const auto share = std::chrono::duration<double, std::ratio<3600>>(end - begin).count();
    sum += share * static_cast<double>(hour->second);
  }
  return sum;
}

// The moment when the clocks of the zone showed the same, weeks before.
Timestamp weeks_before(Timestamp at, int weeks, const TimeZone& zone) {
  return zone.moment(zone.local(at) - weeks * kWeek);
}

}  // namespace

void OrderRhythm::add(Timestamp placed, Timestamp arrived) {
  const Timestamp at = arrived - placed > kLate ? placed : arrived;
  ++hours_[hour_of(at)];
  last_ = std::max(last_.value_or(at), at);
}

void OrderRhythm::forget_before(Timestamp now) {
  hours_.erase(hours_.begin(), hours_.lower_bound(hour_of(now - kKept)));
}

void OrderRhythm::restore(Hours hours, std::optional<Timestamp> last) {
  hours_ = std::move(hours);
  last_ = last;
}

std::optional<Silence> judge_silence(const OrderRhythm& rhythm, Timestamp from, Timestamp until,
                                     const TimeZone& zone, double false_alarms) {
  const OrderRhythm::Hours& counted = rhythm.hours();
  if (counted.empty()) return std::nullopt;
  from = std::max(from, until - kLongestSilence);
  const Timestamp first = begin_of(counted.begin()->first);
  std::vector<double> weeks;
  for (int week = 1; week <= kWeeks; ++week) {
    const Timestamp begin = weeks_before(from, week, zone);
    if (begin < first) break;
    weeks.push_back(orders_between(counted, begin, weeks_before(until, week, zone)));
  }
  if (weeks.size() < kLeastWeeks) return std::nullopt;
  const auto count = static_cast<int>(weeks.size());
  const double month = orders_between(counted, weeks_before(from, count, zone), from) / count * kWeeksOfMonth;
  if (month <= 0) return std::nullopt;
  std::ranges::sort(weeks);
  return Silence{weeks[weeks.size() > kLeastWeeks ? 1 : 0], std::max(0.0, std::log(month / false_alarms))};
}

}  // namespace suggestd::watch
