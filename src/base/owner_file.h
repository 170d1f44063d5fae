// Files that their owner alone may read.
//
// Threads  any.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.h"

namespace suggestd {

// Writes a draft and renames it, so that nobody reads half of a file, and a crash leaves the old one or the new.
// Errors: io, no_space.
Status write_owner_file(const std::filesystem::path& path, std::string_view text);

}  // namespace suggestd
