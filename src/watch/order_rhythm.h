// A shop's own rhythm of orders by the hour, and how unlikely its silence is.
//
// Counted    an order counts at the hour at which it arrived, since what is watched is the hook that brings it. One that
//            arrives more than kLate after it was placed was handed in later (history that is imported, orders of an
//            outage) and counts at the hour of its placing: so a shop whose history was imported has a rhythm at once.
// Expected   for a silence from `from` to `until`: the same hours of the week, by the clocks of the shop's time zone, in
//            each of the last kWeeks weeks that were counted as a whole give N(1) ... N(w) orders, with parts of hours
//            taken in proportion. The expected number L is the second smallest of them, so that neither one week of
//            holidays nor one of a sale or of an import decides; the smallest of three.
// Raised     were orders a Poisson process, a silence of L expected orders would have the chance exp(-L), and each of the
//            M orders of a month begins one that could become too long. So no more than F false alarms a month are to be
//            expected if a silence counts as too long when
//                exp(-L) < F / M,   that is   L > ln(M / F).
//            Real orders come in clusters; what that costs is measured: docs/operate/monitor.md.
// Silent     with less than kLeastWeeks weeks, and where a week holds no more than ln(M / F) orders: nothing is too long.
// Threads    plain values and pure functions.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>

#include "base/time.h"
#include "base/time_zone.h"

namespace suggestd::watch {

inline constexpr int kWeeks = 5;
inline constexpr int kLeastWeeks = 3;
inline constexpr std::chrono::hours kLate{24};
inline constexpr std::chrono::days kLongestSilence{7};  // a longer one is judged by its last week

class OrderRhythm {
 public:
  using Hours = std::map<std::int64_t, std::uint32_t>;  // orders by the hour since 1970

  // An order that was placed and arrived then.
  void add(Timestamp placed, Timestamp arrived);
  // Forgets what no judgement looks at any more.
  void forget_before(Timestamp now);

  // When the last order counts; nothing before the first.
  std::optional<Timestamp> last() const noexcept { return last_; }
  const Hours& hours() const noexcept { return hours_; }
  // Takes over what was kept.
  void restore(Hours hours, std::optional<Timestamp> last);

 private:
  Hours hours_;
  std::optional<Timestamp> last_;
};

struct Silence {
  double expected = 0;  // L
  double longest = 0;   // ln(M / F): the expected orders beyond which it is too long
  bool too_long() const noexcept { return expected > longest; }
};

// Judges a time without an order. Nothing if too little is known. Requires: false_alarms > 0.
std::optional<Silence> judge_silence(const OrderRhythm& rhythm, Timestamp from, Timestamp until,
                                     const TimeZone& zone, double false_alarms);

}  // namespace suggestd::watch
