#include "jobs/schedule.h"

#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace suggestd::jobs {
namespace {

using std::chrono::seconds;

// Largest first, so that every_text() finds the shortest form.
constexpr std::array<std::pair<char, seconds>, 4> kUnits = {{{'d', std::chrono::days(1)},
                                                             {'h', std::chrono::hours(1)},
                                                             {'m', std::chrono::minutes(1)},
                                                             {'s', seconds(1)}}};

std::optional<std::int64_t> whole(std::string_view digits) {
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (digits.empty() || problem != std::errc{} || end != digits.data() + digits.size() || number < 0)
    return {};
  return number;
}

Timestamp next_at(std::chrono::minutes at, const TimeZone& zone, Timestamp now) {
  const auto today = std::chrono::floor<std::chrono::days>(zone.local(now));
  for (auto day = today - std::chrono::days(1);; day += std::chrono::days(1)) {
    const Timestamp moment = zone.moment(Timestamp(day) + at);
    if (moment > now) return moment;
  }
}

}  // namespace

Result<seconds> parse_every(std::string_view text) {
  for (const auto& [letter, unit] : kUnits) {
    if (!text.ends_with(letter)) continue;
    const auto number = whole(text.substr(0, text.size() - 1));
    if (!number || *number > kLongestEvery / seconds(1)) break;
    const seconds every = *number * unit;
    if (every < kShortestEvery || every > kLongestEvery) break;
    return every;
  }
  return invalid(fmt::format("'{}' is no length from 1m to {}d; one looks like 30m, 6h or 7d", text,
                             kLongestEvery.count()));
}

Result<std::chrono::minutes> parse_at(std::string_view text) {
  if (text.size() == 5 && text[2] == ':') {
    const auto hours = whole(text.substr(0, 2));
    const auto minutes = whole(text.substr(3));
    if (hours && minutes && *hours < 24 && *minutes < 60) return std::chrono::minutes(*hours * 60 + *minutes);
  }
  return invalid(fmt::format("'{}' is no time of a day; one looks like 03:30", text));
}

std::string every_text(seconds every) {
  for (const auto& [letter, unit] : kUnits) {
    if (every % unit == seconds(0)) return fmt::format("{}{}", every / unit, letter);
  }
  return "";
}

std::string at_text(std::chrono::minutes at) {
  return fmt::format("{:02}:{:02}", at.count() / 60, at.count() % 60);
}

Timestamp first_run(const Schedule& schedule, const TimeZone& zone, Timestamp now) {
  return schedule.at ? next_at(*schedule.at, zone, now) : now;
}

Timestamp next_run(const Schedule& schedule, const TimeZone& zone, Timestamp due, Timestamp now) {
  if (schedule.at) return next_at(*schedule.at, zone, now);
  if (due > now) return due;  // the clock was set back
  const auto missed = (now - due) / *schedule.every;
  return due + (missed + 1) * *schedule.every;
}

}  // namespace suggestd::jobs
