// Whether a person's events come faster than a person makes them: robots, crawlers, a tag that fires in a loop.
//
// Rule     events of one person within one hour of their own dates: those beyond `most_per_hour`, and of a run
//          of events on one and the same product those beyond a tenth of it.
// Limits   a robot that takes a new id for each event looks like as many people.
// Threads  plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/time.h"

namespace suggestd::learn {

struct EventRateOptions {
  std::uint32_t most_per_hour = 300;  // one each twelve seconds
  bool leave_out = false;             // what is beyond teaches nothing
};

inline constexpr std::uint32_t kRunShare = 10;

// One person's events of the latest hour.
struct EventRate {
  std::int32_t hour = 0;  // since 1970
  std::uint32_t events = 0;
  ProductRow product{};   // of the last event
  std::uint32_t run = 0;  // events on it, one after the other
  bool operator==(const EventRate&) const = default;

  // Counts one event; true if it is beyond the rule.
  bool hear(Timestamp at, ProductRow of, const EventRateOptions& options) {
    const auto its_hour =
        static_cast<std::int32_t>(std::chrono::floor<std::chrono::hours>(at).time_since_epoch().count());
    if (its_hour != hour) *this = {its_hour, 0, of, 0};
    if (product != of) run = 0;
    product = of;
    ++events;
    ++run;
    return events > options.most_per_hour || run > options.most_per_hour / kRunShare;
  }
};

// The events beyond the rule, over the whole log.
struct UnlikelyEvents {
  std::uint64_t events = 0;
  std::vector<UserRow> latest;  // the people who made the last of them, each once, the latest last
  static constexpr std::size_t kMostLatest = 10;
  bool operator==(const UnlikelyEvents&) const = default;
};

}  // namespace suggestd::learn
