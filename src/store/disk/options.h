// The options of opening a store. Each knob tells its price.
//
// Threads  plain values.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>

namespace rocksdb {
class Env;
}

namespace suggestd::store {

struct StoreOptions {
  std::filesystem::path path;

  // A missing store is created. Off: a missing store is an error (commands that only read).
  bool create_if_missing = true;

  // Opens the readable part of a damaged store, and forgets the mark. For store/backup/salvage.h alone:
  // without a new epoch, sequences would be given twice.
  bool accept_damage = false;

  // Nothing is written, not even recovery: a second process may look at a store that a server uses, and
  // sees it as it was at its last flush. Commits are refused.
  bool read_only = false;

  // Memory for blocks read from disk, uncompressed. Less: more reads by page cache and decompression.
  std::size_t block_cache_bytes = std::size_t{64} << 20;

  // Memory for writes that are not in table files yet, over all column families, and the size that the
  // write-ahead log may reach before it is cut. More: fewer, larger files; a longer start after a kill
  // (docs/internals/store.md has seconds per megabyte).
  std::size_t write_buffer_bytes = std::size_t{128} << 20;

  // Commits of Durability::buffered are on disk at most this long after their answer: a power cut or a kernel
  // crash can lose those of this time. 0 makes every commit synced.
  std::chrono::milliseconds buffered_sync_interval{20};

  // Mutations that may wait for the committer before commit() answers busy. More: longer waits under
  // overload, never more throughput.
  std::size_t queue_mutations = 16'384;

  // Writes are refused with no_space while the file system has less free space than this, so that the
  // database itself, which needs room to flush and compact, never runs dry. 0: no check.
  std::uint64_t reserve_bytes = std::uint64_t{64} << 20;

  // Table files that are open at once: one for each 64 MB or so. Fewer: others are opened when they are read,
  // some microseconds each. The rest of the process's descriptors belongs to its connections.
  std::size_t open_files = 512;

  // Table files are compressed: LZ4, and ZSTD below. Off: some four times the disk, and a text that was stored can be
  // searched for in the files.
  bool compress = true;

  // Threads for flushes and compactions.
  int background_jobs = 2;

  // File system access, for fault injection in tests; null: the operating system's. Outlives the store.
  rocksdb::Env* env = nullptr;
};

}  // namespace suggestd::store
