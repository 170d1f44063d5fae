// Keeps a store's files for their owner alone, because they hold who bought what.
//
// Threads  any.
#pragma once

#include <cstddef>
#include <filesystem>

#include "base/result.h"

namespace suggestd::store {

// Takes all rights on `folder` and on everything in it from everybody but the owner; returns the number of
// names that it changed. Errors: io, denied if the files belong to somebody else.
Result<std::size_t> keep_for_owner(const std::filesystem::path& folder);

}  // namespace suggestd::store
