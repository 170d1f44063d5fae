// Replays the times of a shop's orders through the watch's own decision (watch/order_rhythm.h).
//
//   watch_replay FALSE_ALARMS HOLD_SECONDS ZONE OUTAGES < times
//
// In      seconds since 1970, one order a line, ascending.
// Out     one JSON object: the alarms that real silences raised; and for OUTAGES outages, each from a moment of a random
//         order on, in seconds, how long the alarm took (null: a week did not raise it). Both count from the end of the
//         first kLearned, and an outage begins at least a week before the end.
// Times   are taken to be both of the placing and of the arrival.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <random>
#include <span>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "watch/order_rhythm.h"

namespace {

using namespace suggestd;
using std::chrono::seconds;

constexpr std::chrono::days kLearned{7 * watch::kWeeks};

struct Shop {
  double false_alarms;
  seconds hold;
  TimeZone zone;
  watch::OrderRhythm rhythm = {};

  bool too_long(Timestamp from, Timestamp until) const {
    const auto silence = watch::judge_silence(rhythm, from, until, zone, false_alarms);
    return silence && silence->too_long();
  }
  // When a silence from `from` on is raised, by a search in seconds: what is expected only grows with the silence.
  std::optional<Timestamp> raised(Timestamp from, Timestamp until) const {
    if (!too_long(from, until)) return std::nullopt;
    Timestamp good = from;
    Timestamp bad = until;
    while (bad - good > seconds(1)) {
      const Timestamp middle = good + (bad - good) / 2;
      (too_long(from, middle) ? bad : good) = middle;
    }
    return bad + hold;
  }
};

Timestamp at(std::int64_t second) { return Timestamp(seconds(second)); }

std::vector<bool> chosen(std::size_t from, std::size_t until, std::size_t count) {
  std::vector<bool> chosen(until, false);
  if (from >= until) return chosen;
  std::mt19937_64 dice(1);
  std::uniform_int_distribution<std::size_t> index(from, until - 1);
  for (std::size_t i = 0; i < count; ++i) chosen[index(dice)] = true;
  return chosen;
}

}  // namespace

int main(int count, char** words) {
  const std::span arguments(words, static_cast<std::size_t>(count));
  if (arguments.size() != 5) {
    std::cerr << "usage: watch_replay FALSE_ALARMS HOLD_SECONDS ZONE OUTAGES < times\n";
    return EXIT_FAILURE;
  }
  const auto zone = TimeZone::parse(arguments[3]);
  if (!zone) {
    std::cerr << zone.error().message() << '\n';
    return EXIT_FAILURE;
  }
  Shop shop{std::atof(arguments[1]), seconds(std::atoi(arguments[2])), *zone};
  const std::vector<std::int64_t> times{std::istream_iterator<std::int64_t>(std::cin), {}};
  if (times.empty()) return EXIT_FAILURE;
  const Timestamp begin = at(times.front()) + kLearned;
  const auto first = std::ranges::lower_bound(times, times.front() + seconds(kLearned).count());
  const auto last = std::ranges::lower_bound(times, times.back() - seconds(watch::kLongestSilence).count());
  const auto outages = chosen(static_cast<std::size_t>(first - times.begin()),
                              static_cast<std::size_t>(std::max(first, last) - times.begin()),
                              static_cast<std::size_t>(std::atoi(arguments[4])));
  std::vector<std::int64_t> alarms;
  std::vector<std::string> delays;
  for (std::size_t i = 0; i + 1 < times.size(); ++i) {
    const Timestamp here = at(times[i]);
    shop.rhythm.add(here, here);
    shop.rhythm.forget_before(here);
    if (here < begin) continue;
    const auto raised = shop.raised(here, at(times[i + 1]) - shop.hold);
    if (raised && *raised < at(times[i + 1])) alarms.push_back(times[i]);
    if (i >= outages.size() || !outages[i]) continue;
    const auto found = shop.raised(here, here + watch::kLongestSilence);
    delays.push_back(found ? fmt::format("{}", std::chrono::duration_cast<seconds>(*found - here).count())
                           : "null");
  }
  fmt::print("{{\"alarms\":[{}],\"delays\":[{}]}}\n", fmt::join(alarms, ","), fmt::join(delays, ","));
  return EXIT_SUCCESS;
}
