// The people of a campaign: who may be addressed, why the others may not, and who of them is held out.
//
// Threads  pure functions of their arguments.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "campaigns/campaign.h"
#include "campaigns/run_book.h"
#include "learn/snapshot.h"

namespace suggestd::campaigns {

// The user ids of a segment, sorted. Errors: not_found for an unknown one.
using PeopleOf = std::function<Result<std::vector<std::string>>(std::string_view segment)>;

// Each person counts once, under the first reason that holds.
struct PeopleCounts {
  std::uint64_t named = 0;             // people of the segment, or of the shop
  std::uint64_t unknown = 0;           // the log tells nothing of them
  std::uint64_t not_profiled = 0;      // by their own word, or for want of it
  std::uint64_t suppressed = 0;        // by the campaign's segment
  std::uint64_t addressed_lately = 0;  // by any campaign, in the last frequency_days
  std::uint64_t eligible = 0;
};

using SegmentBits = std::uint16_t;

struct People {
  std::vector<std::string> sent;      // sorted
  std::vector<std::string> held_out;  // sorted
  PeopleCounts counts;
  // For each of them a bit for each of the campaign's report_segments, in its order; empty if it has none.
  std::vector<SegmentBits> sent_in = {};
  std::vector<SegmentBits> held_out_in = {};
};

struct RunTime {
  RunName name;
  Timestamp at{};
};

// Errors: those of `people_of` and of the book.
Result<People> find_people(const Campaign& campaign, const RunTime& run, const learn::Snapshot& snapshot,
                           const PeopleOf& people_of, const RunBook& runs);

}  // namespace suggestd::campaigns
