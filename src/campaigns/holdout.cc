#include "campaigns/holdout.h"

#include <cstdint>

#include <xxhash.h>

namespace suggestd::campaigns {

double draw_of(std::string_view key, std::string_view user_id) {
  const std::uint64_t seed = XXH3_64bits(key.data(), key.size());
  const std::uint64_t hash = XXH3_64bits_withSeed(user_id.data(), user_id.size(), seed);
  constexpr double kTwoTo53 = 9007199254740992.0;
  return static_cast<double>(hash >> 11U) / kTwoTo53;
}

}  // namespace suggestd::campaigns
