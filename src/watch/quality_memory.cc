#include "watch/quality_memory.h"

namespace suggestd::watch {
namespace {

std::int64_t hour_of(Timestamp at) {
  return std::chrono::floor<std::chrono::hours>(at).time_since_epoch().count();
}

}  // namespace

void QualityMemory::note(const learn::LiveScore& live, Timestamp now) {
  if (live.orders() >= kLeastScored) hours_.emplace(hour_of(now), live.hit_rate());
  hours_.erase(hours_.begin(), hours_.lower_bound(hour_of(now - kKept)));
}

std::optional<double> QualityMemory::usual(Timestamp now) const {
  double sum = 0;
  std::size_t samples = 0;
  const auto end = hours_.lower_bound(hour_of(now - kRecent));
  for (auto hour = hours_.begin(); hour != end; ++hour, ++samples) sum += hour->second;
  if (samples < kLeastSamples) return std::nullopt;
  return sum / static_cast<double>(samples);
}

}  // namespace suggestd::watch
