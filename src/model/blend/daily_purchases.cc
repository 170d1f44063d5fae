#include "model/blend/daily_purchases.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace suggestd::model {
namespace {

auto place_of(std::vector<DailyPurchases::Day>& days, std::int32_t day) {
  return std::lower_bound(
      days.begin(), days.end(), day,
      [](const DailyPurchases::Day& known, std::int32_t wanted) { return known.day < wanted; });
}

}  // namespace

DailyPurchases::DailyPurchases(std::vector<Day> days)
    : days_(days.empty() ? nullptr : std::make_shared<const std::vector<Day>>(std::move(days))) {}

const std::vector<DailyPurchases::Day>& DailyPurchases::days() const noexcept {
  static const std::vector<Day> kNone;
  return days_ == nullptr ? kNone : *days_;
}

void DailyPurchases::add(std::int32_t day) {
  std::vector<Day> changed = days();
  const auto place = place_of(changed, day);
  if (place != changed.end() && place->day == day) {
    ++place->purchases;
  } else {
    changed.insert(place, {day, 1});
  }
  if (changed.size() > kMostDays) changed.erase(changed.begin());
  days_ = std::make_shared<const std::vector<Day>>(std::move(changed));
}

void DailyPurchases::remove(std::int32_t day) {
  std::vector<Day> changed = days();
  const auto place = place_of(changed, day);
  if (place == changed.end() || place->day != day) return;
  if (--place->purchases == 0) changed.erase(place);
  days_ = changed.empty() ? nullptr : std::make_shared<const std::vector<Day>>(std::move(changed));
}

double DailyPurchases::left_at(std::int32_t today) const {
  double left = 0;
  for (const Day& day : days()) {
    const std::int32_t age = std::max(0, today - day.day);
    if (age <= kDays) left += static_cast<double>(day.purchases) * std::exp2(-age / kHalfLifeDays);
  }
  return left;
}

}  // namespace suggestd::model
