// How well a shop's lists foresaw orders in the past days, to be compared with how well they do now.
//
// Sample    at most one an hour: the share of about the last 1,000 scored orders that a list foresaw
//           (learn/live_score.h), once kLeastScored orders were scored since the start.
// Dropped   the share is below kDrop of the mean of the samples that are older than a day, of which there must be
//           kLeastSamples. Samples are kept for kKept, so a share that stays low is the usual one after a week.
// Threads   plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>

#include "base/time.h"
#include "learn/live_score.h"

namespace suggestd::watch {

class QualityMemory {
 public:
  using Hours = std::map<std::int64_t, double>;  // by the hour since 1970

  static constexpr std::uint64_t kLeastScored = 500;
  static constexpr std::size_t kLeastSamples = 24;
  static constexpr double kDrop = 0.5;
  static constexpr std::chrono::days kKept{8};
  static constexpr std::chrono::days kRecent{1};

  void note(const learn::LiveScore& live, Timestamp now);
  // The usual share; nothing if too little is known.
  std::optional<double> usual(Timestamp now) const;

  const Hours& hours() const noexcept { return hours_; }
  void restore(Hours hours) { hours_ = std::move(hours); }

 private:
  Hours hours_;
};

}  // namespace suggestd::watch
