// All followers of the shops' logs that keep their results in the store. Retention asks each of them how far
// it is.
//
// New      a new follower takes the next odd number, and never one that was given before: the number is on
//          disk.
// Threads  constants.
#pragma once

#include <array>
#include <string_view>

#include "base/ids.h"

namespace suggestd::follow {

inline constexpr FollowerId kLearner{0x01};
inline constexpr FollowerId kAttribution{0x03};
inline constexpr FollowerId kSegments{0x05};
inline constexpr FollowerId kExperiments{0x07};

struct FollowerKind {
  FollowerId id{};
  std::string_view name;        // of its thread and in the log
  std::string_view checkpoint;  // retention says that it waits for this
  // True for a follower that can only be made anew from the beginning of the log: until it has a checkpoint
  // of this epoch, no record may go. Others begin with the records that are there.
  bool needs_all = false;
};

inline constexpr std::array kFollowers{
    FollowerKind{kLearner, "learner", "the learner's checkpoint", true},
    FollowerKind{kAttribution, "attribution", "the attribution of orders to lists", false},
    FollowerKind{kSegments, "segments", "the facts of orders and people that segments need", false},
    FollowerKind{kExperiments, "experiments", "the outcomes of experiments", false},
};

}  // namespace suggestd::follow
