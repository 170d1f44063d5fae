// The RocksDB database under a store: opened once, handed to the parts, translated to our errors.
//
// RocksDB's types end in store/: nothing above includes this file.
//
// Threads  as RocksDB's DB.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rocksdb/db.h>
#include <rocksdb/statistics.h>
#include <rocksdb/write_batch.h>

#include "base/mutex.h"
#include "base/result.h"
#include "store/disk/database_counts.h"
#include "store/disk/keys.h"
#include "store/disk/options.h"
#include "store/disk/rocksdb_error.h"
#include "store/disk/synced_mark.h"

namespace suggestd::store {

class WatchedFiles;

inline rocksdb::Slice slice(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// Keys and values of a table; the caller owns the values.
using TableRows = std::vector<std::pair<std::string, std::string_view>>;

// An error of it ends the scan.
using RowVisitor = std::function<Status(std::string_view key, std::string_view value)>;

// Rows of one family in key order. Keeps the database from being mended under it, so not for long.
class Rows {
 public:
  Rows(std::shared_lock<SharedMutex> held, std::unique_ptr<rocksdb::Iterator> rows)
      : held_(std::move(held)), rows_(std::move(rows)) {}
  rocksdb::Iterator* operator->() const { return rows_.get(); }
  rocksdb::Iterator& operator*() const { return *rows_; }

 private:
  std::shared_lock<SharedMutex> held_;  // released after the rows
  std::unique_ptr<rocksdb::Iterator> rows_;
};

class Database {
 public:
  // Opens or creates the database in `folder`; the mark (store/disk/synced_mark.h) stands beside it. Errors:
  // busy if another process has it; corrupt, before anything was changed, if something is damaged or missing
  // but a torn end of the write-ahead log; io; unsupported if it has column families that this version does
  // not know.
  static Result<std::unique_ptr<Database>> open(const std::filesystem::path& folder,
                                                const StoreOptions& options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  bool read_only() const noexcept { return read_only_; }

  // False if there is no such key.
  Result<bool> get(Family family, std::string_view key, std::string& value) const;
  Rows iterate(Family family) const;
  // Rows whose key begins with `prefix`, in key order.
  Status for_each(Family family, std::string_view prefix, const RowVisitor& visit) const;
  // The same for long scans that somebody waits for: beyond the first rows another thread reads ahead of `visit`, which
  // is called in this one (store/disk/rows_ahead.h).
  Status for_each_ahead(Family family, std::string_view prefix, const RowVisitor& visit) const;

  // Writes the batch; synced: with everything written before, on disk when it returns. Errors: denied if the
  // database is open read-only; no_space; io; corrupt if its files were taken away. After no_space and io the
  // database is broken(). `log_records`: the number of records in the shops' logs with this batch, for the
  // mark; from the one who appends to them.
  Status write(rocksdb::WriteBatch& batch, bool synced, std::optional<std::uint64_t> log_records = {});
  // Takes many rows of one family in at once, all or none, as a file that does not pass through the
  // write-ahead log: so a large write does not hold up writes that people wait for. On disk when it returns.
  // A value "" deletes the row. Requires: keys ascend. Errors: as write; the database is broken() only when
  // the rows that the family held in memory can't be written.
  Status ingest(Family family, const TableRows& rows);
  // Forces all writes to disk. Errors: as write.
  Status sync(std::optional<std::uint64_t> log_records = {});
  // Writes the rows that a family holds in memory into a table file, so that a process that opens the
  // database read-only beside this one sees them. Errors: as write.
  Status flush(Family family);

  // Writes all rows anew, so that no table file and no write-ahead log holds a row that was deleted or replaced, nor
  // its key. Reads and writes go on; takes as long as reading and writing the whole database.
  // An old file that a reader is still on goes with the reader. Errors: as write; busy while somebody reads from a
  // snapshot.
  Status rewrite_files();

  // True after a write has failed: RocksDB then refuses all later ones, also when there is room again
  // (its version 7.8 can't resume after a failed write-ahead log). Reads go on.
  bool broken() const noexcept { return broken_; }
  // Tries whether the disk takes writes again; if so, closes the database and opens it anew, which
  // replays what reached the write-ahead log. Waits for reads to end. On an error it is still broken.
  Status mend();

  // Closes the database and opens it anew, which begins a new MANIFEST: an old one names first and last keys of table
  // files that are gone. Waits at most `patience` for readers to be done; meanwhile and during the opening (some ten
  // milliseconds after a flush) others wait. Errors: busy; no_space, before anything was closed; those of opening,
  // after which it is broken() and read-only if it can be. Requires: to be the one who calls mend().
  Status reopen(std::chrono::milliseconds patience);

  // --- Damage

  // The first damage met since the database was opened, with file and place; nothing if all is well.
  std::optional<Error> damage() const;
  // Notes damage and tells the log of it, each sentence once.
  void note_damage(const Error& error) const;
  // As to_error, and notes damage.
  // Requires: `rows` stands at its end.
  Status end_of_scan(const Rows& rows, Family family) const;
  Error read_error(const rocksdb::Status& status, std::string_view what) const;
  // Looks whether the files are there as they were left; if not, notes damage and takes no more writes. For a
  // timer.
  void look_after_files();
  // Takes the mark to the disk. For a timer.
  void sync_mark() { mark_.sync(); }
  // The number of records in the shops' logs when they were last synced, by the mark.
  std::uint64_t records_by_mark() const { return mark_.records(); }

  // While the lock is held the database stays open as it is: for the two calls below.
  [[nodiscard]] std::shared_lock<SharedMutex> hold() const { return std::shared_lock(mending_); }
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
  DatabaseCounts counts() const;
  std::uint64_t capacity_bytes() const;  // of the file system that holds the database; 0 if unknown

 private:
  Database(std::filesystem::path folder, const StoreOptions& options);
  Status open_database(bool read_only, bool create);
  Status open_rocksdb(bool read_only, bool create);
  Status open_anew();
  Result<SyncedState> check_folder() const;
  Status begin_mark(bool create);
  void close_database();
  Status takes_writes() const;
  Status confirm_synced(std::optional<std::uint64_t> log_records);
  bool is_there(const SyncedFile& file) const;
  void note_loss(std::string_view what) const;
  rocksdb::Env* environment() const;
  void remove_tables_being_made() const;
  Status probe_disk() const;
  rocksdb::Status write_table(const std::string& file, Family family, const TableRows& rows) const;
  Status failed_write(const rocksdb::Status& status, std::string_view what);

  const std::filesystem::path folder_;
  const StoreOptions options_;
  const bool read_only_;
  const std::shared_ptr<rocksdb::FileSystem> files_below_;
  SyncedMark mark_;
  std::unique_ptr<rocksdb::Env> env_;  // tells the mark of syncs
  std::atomic<bool> broken_{false};
  mutable std::atomic<bool> lost_{
      false};  // files were taken away: nothing that is written would be found again
  std::atomic<std::uint64_t> lock_inode_{0};  // of the file LOCK: the folder is the one that was opened
  mutable Mutex damage_mutex_;
  mutable std::optional<Error> damage_ SUGGESTD_GUARDED_BY(damage_mutex_);
  std::atomic<std::uint64_t> tables_{0};  // written for ingest() so far

  // Held shared by all users of the members below, exclusively while the database is opened anew.
  mutable SharedMutex mending_;
  std::unique_ptr<rocksdb::DB> db_;
  const std::shared_ptr<rocksdb::Statistics> statistics_;  // outlives a mending
  std::array<rocksdb::ColumnFamilyHandle*, kFamilies> families_{};
  rocksdb::ColumnFamilyHandle* unused_default_ = nullptr;
};

}  // namespace suggestd::store
