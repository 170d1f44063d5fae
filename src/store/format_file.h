// The file FORMAT of a store folder, which tells the version of its layout. It is read before the database is
// opened, so that a newer store is refused before anything in it is touched.
//
// Its second line says that the store keeps a mark (store/disk/synced_mark.h), so that a missing one is told.
// Version 0.1.0 reads the first line alone.
//
// Threads  one at a time for one folder.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace suggestd::store {

inline constexpr int kStoreFormat = 1;

// Errors: not_found if the folder is no store; unsupported if its format is newer than kStoreFormat;
// corrupt if the file says something else.
Status check_format_file(const std::filesystem::path& folder);
// On disk when it returns. The store has no mark yet.
Status write_format_file(const std::filesystem::path& folder);

bool format_file_tells_of_mark(const std::filesystem::path& folder);
// On disk when it returns.
Status tell_of_mark_in_format_file(const std::filesystem::path& folder);

// The name that FORMAT has until a new store's database is made: with it and without FORMAT, a first start
// was interrupted.
inline constexpr const char* kFormatInTheMaking = "FORMAT.new";
Status begin_format_file(const std::filesystem::path& folder);
Status finish_format_file(const std::filesystem::path& folder);

// Refuses a store whose database is absent: it is no first start, and RocksDB would make a new one. Requires: FORMAT is
// there. Errors: corrupt.
Status check_database_is_there(const std::filesystem::path& store);

// Makes the names in a folder durable.
Status sync_folder(const std::filesystem::path& folder);

}  // namespace suggestd::store
