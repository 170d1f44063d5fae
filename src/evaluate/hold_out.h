// Part of each person's items set aside, so that settings can be judged without touching a test set.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "evaluate/split.h"

namespace suggestd::evaluate {

struct HeldOut {
  std::vector<UserItems> kept;  // everybody, less the items set aside
  std::vector<UserItems> held;  // people with at least one item set aside
};

// Sets aside `share` of the items, rounded down but at least one, of each person with two or more. A hash of
// seed, person and item chooses them: the order of the file, and other people, play no part. Requires: 0 <
// share < 1.
HeldOut hold_out(const std::vector<UserItems>& users, double share, std::uint64_t seed);

}  // namespace suggestd::evaluate
