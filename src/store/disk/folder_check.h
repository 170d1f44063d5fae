// Looks at a database's folder before RocksDB does, and tells of missing or damaged files among those that
// say which data the store holds: CURRENT, the MANIFEST and the write-ahead logs.
//
// Why      RocksDB repairs by forgetting: it cuts the log at the first bad record, deletes table files that
//          no MANIFEST lists, and makes a new database where CURRENT is missing. After that nothing can be
//          told.
// Cost     reads the write-ahead logs once more: they are at most StoreOptions::write_buffer_bytes.
// Threads  pure.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"
#include "store/disk/synced_mark.h"

namespace suggestd::store {

struct FolderDamage {
  std::filesystem::path file;
  std::string what;                 // "a record's checksum is wrong"
  std::optional<std::uint64_t> at;  // a place in the file
  std::optional<SyncedFile> log;    // a write-ahead log: later ones can't be trusted either
};

struct FolderReport {
  std::optional<FolderDamage> damage;
  // The MANIFEST is newer than the mark: a program that keeps no mark has written since, as a version before
  // 0.2.0 does. The mark does not cover its writes.
  bool mark_is_old = false;
};

// Requires: the folder is there. `mark`: nothing if the store has none. Errors: io.
Result<FolderReport> look_at_folder(const std::filesystem::path& database,
                                    const std::optional<SyncedState>& mark);

// The error for damage, with the file, the place, and the remedy.
Error damage_error(const FolderDamage& damage, const std::filesystem::path& store);

}  // namespace suggestd::store
