// RocksDB's own counts since the process started, for those who watch the store.
//
// Threads  plain values.
#pragma once

#include <cstdint>

namespace suggestd::store {

struct DatabaseCounts {
  std::uint64_t background_errors = 0;  // since the database was opened
  std::uint64_t stalled_microseconds = 0;
  std::uint64_t cache_hits = 0;
  std::uint64_t cache_misses = 0;
  std::uint64_t compacted_bytes = 0;  // written by compactions
};

}  // namespace suggestd::store
