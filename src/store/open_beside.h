// Opens a store for reading while a server may have it open.
#pragma once

#include <filesystem>
#include <memory>

#include "base/result.h"
#include "store/store.h"

namespace suggestd::store {

// Nothing is written, neither in the store nor of a write-ahead log that a crash left. A server may delete a file between the
// moment in which its name is read and that in which it is opened; so what fails is tried again, a few times within a
// second. Errors: as Store::open(). Threads: any.
Result<std::unique_ptr<Store>> open_beside_server(const std::filesystem::path& path);

}  // namespace suggestd::store
