// How a follower of a shop's log stands, for status and metrics.
//
// Threads  plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"

namespace suggestd::follow {

struct FollowerCondition {
  std::string_view name;  // as in follow/followers.h
  Sequence applied{};
  std::uint64_t passed_over = 0;  // records, since the start
  std::optional<Error> failure;   // why it has stopped; a restart tries again
};

}  // namespace suggestd::follow
