// A large table from 64-bit hashes to small values, whose versions share what did not change.
//
// Idea     kShards sorted runs, by the first bits of the hash: 10,000,000 entries are runs of some 2,400, so that an
//          entry costs its own size and no pointer, and a change copies one run.
// Requires keys are spread evenly, as hashes are.
// Threads  a HashedTable: any. A builder: one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/block_tree.h"

namespace suggestd::segments {

template <class Value>
struct HashedRun {
  struct Entry {
    std::uint64_t key = 0;
    Value value{};
  };
  std::vector<Entry> entries;  // ascending by key
};

inline constexpr unsigned kShardBits = 12;
inline constexpr std::size_t kShards = std::size_t{1} << kShardBits;
constexpr std::size_t shard_of(std::uint64_t key) { return key >> (64U - kShardBits); }

template <class Value>
class HashedTable {
 public:
  HashedTable() = default;
  explicit HashedTable(BlockTree<HashedRun<Value>> runs) : runs_(std::move(runs)) {}

  // Null if there is none. Good as long as this version.
  const Value* find(std::uint64_t key) const {
    if (runs_.block_count() == 0) return nullptr;
    const auto& entries = runs_[shard_of(key)].entries;
    const auto found = std::ranges::lower_bound(entries, key, {}, &HashedRun<Value>::Entry::key);
    return found != entries.end() && found->key == key ? &found->value : nullptr;
  }

 private:
  BlockTree<HashedRun<Value>> runs_;
};

template <class Value>
class HashedTableBuilder {
 public:
  HashedTableBuilder() : runs_({}) { runs_.grow(kShards); }

  void put(std::uint64_t key, const Value& value) {
    auto& entries = runs_.edit(shard_of(key)).entries;
    const auto place = std::ranges::lower_bound(entries, key, {}, &HashedRun<Value>::Entry::key);
    if (place != entries.end() && place->key == key) {
      place->value = value;
    } else {
      entries.insert(place, {key, value});
    }
  }
  void remove(std::uint64_t key) {
    const auto has = [&](const auto& entry) { return entry.key == key; };
    if (std::ranges::none_of(runs_[shard_of(key)].entries, has)) return;
    std::erase_if(runs_.edit(shard_of(key)).entries, has);
  }

  HashedTable<Value> snapshot() { return HashedTable<Value>(runs_.snapshot()); }

 private:
  BlockTreeBuilder<HashedRun<Value>> runs_;
};

}  // namespace suggestd::segments
