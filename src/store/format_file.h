// The file FORMAT of a store folder: which version of the layout the folder has. It is read before the
// database is opened, so that a newer store is refused before anything in it is touched.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace suggestd::store {

// Errors: not_found if the folder is no store; unsupported if its format is newer than kStoreFormat;
// corrupt if the file says something else.
Status check_format_file(const std::filesystem::path& folder);
// On disk when it returns.
Status write_format_file(const std::filesystem::path& folder);

// Makes the names in a folder durable.
Status sync_folder(const std::filesystem::path& folder);

}  // namespace suggestd::store
