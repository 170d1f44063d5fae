// The limits of this layer: see base/limit.h.
#pragma once

#include <array>

#include "base/limit.h"

namespace suggestd::limits {

inline constexpr Limit kSegments{"segment.stored", 500, "segments", "defined in one shop",
                                 "400 until one is deleted"};
inline constexpr Limit kSegmentDepth{"segment.depth", 8, "levels",
                                     "segments that name segments that name ...", "400 at /people"};
inline constexpr Limit kSegmentOverlaps{"segment.overlaps", 20, "names", "`segments` of one count",
                                        "400 at /segments"};
inline constexpr Limit kListedPeople{
    "segment.listed_people", 2'000'000, "people",
    "in the lists that one shop has uploaded, each counted once for each list",
    "400 until a list is deleted"};
inline constexpr Limit kPeopleLists{"segment.lists", 200, "lists", "of people that one shop has uploaded",
                                    "400 until a list is deleted"};
inline constexpr Limit kPeoplePage{"segment.people", 100'000, "people",
                                   "one page of a segment's people (`limit`)", "400 at ?limit"};

inline constexpr std::array kOfSegments{&kSegments,     &kSegmentDepth, &kSegmentOverlaps,
                                        &kListedPeople, &kPeopleLists,  &kPeoplePage};

}  // namespace suggestd::limits
