// Who is held out of a campaign: drawn by a keyed hash of the person's id, so that the draw depends on nothing that
// the person did, needs no list, and comes out the same for the same key.
//
// Threads  pure.
#pragma once

#include <string_view>

namespace suggestd::campaigns {

// A number from 0 to below 1, spread evenly over people. The key's end can't be mistaken for the id's beginning.
double draw_of(std::string_view key, std::string_view user_id);

inline bool is_held_out(std::string_view key, std::string_view user_id, double share) {
  return draw_of(key, user_id) < share;
}

}  // namespace suggestd::campaigns
