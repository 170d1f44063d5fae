// Who was given which variant: the visitors of the running experiments of one shop, in memory.
//
// Why       the split alone tells a variant from an id; but a visitor who logs in keeps the variant that they met
//           first, and a visitor who is known already need not be written down again.
// Key       the split's keyed hash of the experiment and the id (experiments/split.h); no id is kept.
// Bounded   limits::kExperimentVisitors in all; put() refuses more.
// Threads   any. Each shard has a lock of its own, held for one look.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <unordered_map>

#include "base/mutex.h"

namespace suggestd::experiments {

using VisitorHash = std::uint64_t;

class Assignments {
 public:
  std::optional<std::uint8_t> find(VisitorHash visitor) const;
  // True if the visitor was not known and is now. False if they keep the variant that they have, or if there is no
  // room.
  bool put(VisitorHash visitor, std::uint8_t variant);
  // Also over another variant.
  void replace(VisitorHash visitor, std::uint8_t variant);
  void forget(VisitorHash visitor);
  std::size_t size() const { return size_.load(std::memory_order_relaxed); }

 private:
  static constexpr std::size_t kShards = 64;
  struct Shard {
    mutable Mutex mutex;
    std::unordered_map<VisitorHash, std::uint8_t> variants SUGGESTD_GUARDED_BY(mutex);
  };
  // The upper bits choose the variant, the lower ones the shard.
  Shard& shard_of(VisitorHash visitor) { return shards_.at(visitor % kShards); }
  const Shard& shard_of(VisitorHash visitor) const { return shards_.at(visitor % kShards); }

  std::array<Shard, kShards> shards_;
  std::atomic<std::size_t> size_{0};
};

}  // namespace suggestd::experiments
