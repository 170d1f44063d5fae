// Everything that the server keeps, in one folder:
//
//   FORMAT   text: "suggestd store format 1"; its second line says that there is a file SYNCED
//   SYNCED   lengths of log files that are on disk: store/disk/synced_mark.h
//   db/      a RocksDB database; column families and keys in store/disk/keys.h, docs/internals/store.md
//
// Only a folder without FORMAT is a first start. Missing or damaged files are told: docs/operate/store.md,
// "Damage".
//
// Order of death  learners, feeds and handlers first, then the store: its parts must not be used after it.
// Threads         every part says its own; open and destruction by one thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "store/commit/committer.h"
#include "store/commit/repeats.h"
#include "store/disk/database_counts.h"
#include "store/disk/options.h"
#include "store/log/change_log.h"
#include "store/log/retention.h"
#include "store/tables/consumers.h"
#include "store/tables/follower_state.h"
#include "store/tables/meta_table.h"
#include "store/tables/record_reader.h"
#include "store/tables/shop_registry.h"

namespace suggestd::store {

struct StoreStats {
  std::uint64_t disk_bytes = 0;      // table files and write-ahead log
  std::uint64_t free_bytes = 0;      // of the file system
  std::uint64_t capacity_bytes = 0;  // of the file system
  std::uint64_t memory_bytes = 0;    // memtables, block cache, table readers
  std::uint64_t pending_compaction_bytes = 0;
  bool writes_stopped = false;  // by the database itself
  DatabaseCounts counts;
  CommitterStats committer;
};

// The troubles that an operator must know.
struct StoreCondition {
  std::optional<Error> damage;      // the first that was met, with file and place; a restart looks anew
  bool disk_full = false;           // writes are refused until there is room
  bool writes_have_failed = false;  // writes are refused until the database could be opened anew
};

class Store {
 public:
  // Errors: not_found if the store is missing and may not be created; unsupported if it is of a newer
  // format; busy if another process has it open; corrupt; io; no_space. The message names the path and
  // what to do.
  static Result<std::unique_ptr<Store>> open(const StoreOptions& options);
  ~Store();  // commits waiting requests
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Requires for writing: the store is not open read-only (then: an error of kind denied).
  Committer& committer() noexcept;
  ChangeLog& log() noexcept;
  const RecordReader& records() const noexcept;
  // The state that a follower keeps. The same object for the same id; valid until the store's end.
  FollowerState& follower_state(FollowerId follower);
  Consumers& consumers() noexcept;
  MetaTable& meta() noexcept;
  ShopRegistry& shops() noexcept;
  Repeats& repeats() noexcept;
  Retention& retention() noexcept;
  Database& database() noexcept;

  const StoreOptions& options() const noexcept;
  StoreStats stats() const;
  StoreCondition condition() const;

 private:
  struct Parts;
  explicit Store(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace suggestd::store
