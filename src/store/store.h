// Everything that the server keeps, in one folder:
//
//   FORMAT   text: "suggestd store format 1"
//   db/      a RocksDB database; column families and keys in store/keys.h, docs/store.md
//
// Order of death  learners, feeds and handlers first, then the store: its parts must not be used after it.
// Threads         every part says its own; open and destruction by one thread.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "store/committer.h"
#include "store/consumers.h"
#include "store/meta_table.h"
#include "store/model_state.h"
#include "store/options.h"
#include "store/record_reader.h"
#include "store/retention.h"
#include "store/rocksdb_change_log.h"
#include "store/shop_registry.h"

namespace suggestd::store {

inline constexpr int kStoreFormat = 1;

struct StoreStats {
  std::uint64_t disk_bytes = 0;    // table files and write-ahead log
  std::uint64_t free_bytes = 0;    // of the file system
  std::uint64_t memory_bytes = 0;  // memtables, block cache, table readers
  std::uint64_t pending_compaction_bytes = 0;
  bool writes_stopped = false;  // by the database itself
  CommitterStats committer;
};

class Store {
 public:
  // Errors: not_found if the store is missing and may not be created; unsupported if it is of a newer
  // format; busy if another process has it open; corrupt; io; no_space. The message names the path and
  // what to do.
  static Result<std::unique_ptr<Store>> open(const StoreOptions& options);
  ~Store();  // commits what waits
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Requires for writing: the store is not open read-only (then: an error of kind denied).
  Committer& committer() noexcept;
  RocksdbChangeLog& log() noexcept;
  const RecordReader& records() const noexcept;
  ModelState& model_state() noexcept;
  ModelState& attribution_state() noexcept;
  Consumers& consumers() noexcept;
  MetaTable& meta() noexcept;
  ShopRegistry& shops() noexcept;
  Retention& retention() noexcept;
  Database& database() noexcept;

  const StoreOptions& options() const noexcept;
  StoreStats stats() const;

 private:
  struct Parts;
  explicit Store(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace suggestd::store
