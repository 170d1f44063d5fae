// The RocksDB database under a store: opened once, handed to the parts, translated to our errors.
//
// RocksDB's types end in store/: nothing above includes this file. Threads: as RocksDB's DB.
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

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

class Database {
 public:
  // Opens or creates the database in `folder`. Errors: busy if another process has it; corrupt; io;
  // unsupported if it has column families that this version does not know.
  static Result<std::unique_ptr<Database>> open(const std::filesystem::path& folder,
                                                const StoreOptions& options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  rocksdb::DB& db() const noexcept { return *db_; }
  rocksdb::ColumnFamilyHandle* family(Family family) const noexcept {
    return families_[static_cast<std::size_t>(family)];
  }
  bool read_only() const noexcept { return read_only_; }
  const std::filesystem::path& folder() const noexcept { return folder_; }

  // False if there is no such key.
  Result<bool> get(Family family, std::string_view key, rocksdb::PinnableSlice& value) const;
  std::unique_ptr<rocksdb::Iterator> iterate(Family family) const;
  // Rows whose key begins with `prefix`, in key order; an error of `visit` ends the scan.
  Status for_each(Family family, std::string_view prefix,
                  const std::function<Status(std::string_view key, std::string_view value)>& visit) const;

  // Writes the batch; synced: with everything written before, on disk when it returns. Errors: denied if
  // the database is open read-only; no_space; io. After no_space the next write tries to resume.
  Status write(rocksdb::WriteBatch& batch, bool synced);
  // Forces what was written to disk.
  Status sync();

  // Free space of the file system that holds the database.
  Result<std::uint64_t> free_bytes() const;
  std::uint64_t property(const std::string& name) const;  // sum over the families; 0 if unknown
  std::uint64_t wal_bytes() const;
  std::uint64_t block_cache_bytes() const;
  bool writes_stopped() const;

 private:
  Database() = default;
  Status resume_after_no_space();

  std::filesystem::path folder_;
  bool read_only_ = false;
  std::unique_ptr<rocksdb::DB> db_;
  std::array<rocksdb::ColumnFamilyHandle*, kFamilies> families_{};
  rocksdb::ColumnFamilyHandle* unused_default_ = nullptr;
};

}  // namespace suggestd::store
