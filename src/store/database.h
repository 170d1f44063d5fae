// The RocksDB database under a store: opened once, handed to the parts, translated to our errors.
//
// RocksDB's types end in store/: nothing above includes this file. Threads: as RocksDB's DB.
#pragma once

#include <array>
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "base/result.h"
#include "store/keys.h"
#include "store/options.h"

namespace suggestd::store {

// RocksDB's status as ours; `what` was being done: "reading an order".
Error to_error(const rocksdb::Status& status, std::string_view what);

inline rocksdb::Slice slice(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// Keys and values of a table; the values belong to whoever made it.
using TableRows = std::vector<std::pair<std::string, std::string_view>>;

// Rows of one family in key order. Keeps the database from being mended under it, so not for long.
class Rows {
 public:
  Rows(std::shared_lock<std::shared_mutex> held, std::unique_ptr<rocksdb::Iterator> rows)
      : held_(std::move(held)), rows_(std::move(rows)) {}
  rocksdb::Iterator* operator->() const { return rows_.get(); }
  const rocksdb::Iterator& operator*() const { return *rows_; }

 private:
  std::shared_lock<std::shared_mutex> held_;  // released after the rows
  std::unique_ptr<rocksdb::Iterator> rows_;
};

class Database {
 public:
  // Opens or creates the database in `folder`. Errors: busy if another process has it; corrupt; io;
  // unsupported if it has column families that this version does not know.
  static Result<std::unique_ptr<Database>> open(const std::filesystem::path& folder,
                                                const StoreOptions& options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  bool read_only() const noexcept { return read_only_; }

  // False if there is no such key.
  Result<bool> get(Family family, std::string_view key, std::string& value) const;
  Rows iterate(Family family) const;
  // Rows whose key begins with `prefix`, in key order; an error of `visit` ends the scan.
  Status for_each(Family family, std::string_view prefix,
                  const std::function<Status(std::string_view key, std::string_view value)>& visit) const;

  // Writes the batch; synced: with everything written before, on disk when it returns. Errors: denied if
  // the database is open read-only; no_space; io. After the last two the database is broken().
  Status write(rocksdb::WriteBatch& batch, bool synced);
  // Takes many rows of one family in at once, all or none, as a file that does not pass through the
  // write-ahead log: a large write does not hold up those that people wait for. On disk when it returns. A
  // value "" deletes the row. Requires: keys ascend. Errors: as write, but only when what
  // the family held in memory can't be written is the database broken().
  Status ingest(Family family, const TableRows& rows);
  // Forces what was written to disk. Errors: as write.
  Status sync();

  // True after a write has failed: RocksDB then refuses all later ones, also when there is room again
  // (its version 7.8 can't resume after a failed write-ahead log). Reads go on.
  bool broken() const noexcept { return broken_; }
  // Tries whether the disk takes writes again; if so, closes the database and opens it anew, which
  // replays what reached the write-ahead log. Waits for reads to end. On an error it is still broken.
  Status mend();

  // While the lock is held the database stays open as it is: for the two calls below.
  [[nodiscard]] std::shared_lock<std::shared_mutex> hold() const { return std::shared_lock(mending_); }
  // Requires: hold(). Null after a mending that failed half-way.
  rocksdb::DB* db() const noexcept { return db_.get(); }
  // Requires: hold(), or to be the one who calls mend().
  rocksdb::ColumnFamilyHandle* family(Family family) const noexcept {
    return families_[static_cast<std::size_t>(family)];
  }

  // Free space of the file system that holds the database.
  Result<std::uint64_t> free_bytes() const;
  std::uint64_t property(const std::string& name) const;  // sum over the families; 0 if unknown
  std::uint64_t wal_bytes() const;
  std::uint64_t block_cache_bytes() const;
  bool writes_stopped() const;

 private:
  Database(std::filesystem::path folder, const StoreOptions& options)
      : folder_(std::move(folder)), options_(options), read_only_(options.read_only) {}
  Status open_database(bool read_only);
  void close_database();
  rocksdb::Env* environment() const;
  void remove_tables_being_made() const;
  Status probe_disk() const;
  rocksdb::Status write_table(const std::string& file, Family family, const TableRows& rows) const;
  Status failed_write(const rocksdb::Status& status, std::string_view what);

  const std::filesystem::path folder_;
  const StoreOptions options_;
  const bool read_only_;
  std::atomic<bool> broken_{false};
  std::atomic<std::uint64_t> tables_{0};  // written for ingest() so far

  // Held shared by all who use what follows, exclusively while it is opened anew.
  mutable std::shared_mutex mending_;
  std::unique_ptr<rocksdb::DB> db_;
  std::array<rocksdb::ColumnFamilyHandle*, kFamilies> families_{};
  rocksdb::ColumnFamilyHandle* unused_default_ = nullptr;
};

}  // namespace suggestd::store
