#include "experiments/assignments.h"

#include "base/mutex.h"
#include "experiments/limits.h"

namespace suggestd::experiments {

std::optional<std::uint8_t> Assignments::find(VisitorHash visitor) const {
  const Shard& shard = shard_of(visitor);
  const MutexLock lock(shard.mutex);
  const auto found = shard.variants.find(visitor);
  return found == shard.variants.end() ? std::nullopt : std::optional(found->second);
}

bool Assignments::put(VisitorHash visitor, std::uint8_t variant) {
  if (size() >= limits::kExperimentVisitors.most) return false;
  Shard& shard = shard_of(visitor);
  const MutexLock lock(shard.mutex);
  const bool is_new = shard.variants.emplace(visitor, variant).second;
  if (is_new) ++size_;
  return is_new;
}

void Assignments::replace(VisitorHash visitor, std::uint8_t variant) {
  Shard& shard = shard_of(visitor);
  const MutexLock lock(shard.mutex);
  if (shard.variants.insert_or_assign(visitor, variant).second) ++size_;
}

void Assignments::forget(VisitorHash visitor) {
  Shard& shard = shard_of(visitor);
  const MutexLock lock(shard.mutex);
  size_ -= shard.variants.erase(visitor);
}

}  // namespace suggestd::experiments
