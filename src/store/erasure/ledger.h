// The ledger of erasures: who was erased, as keyed hashes, in a file beside the store and beside its backups. A
// backup that is older than an erasure still holds the person; restoring it erases them again.
//
// Holds    of each shop its number, name, secret and rows (store/commit/erased_ids.h). No id of anybody; but with
//          the secret one can try ids out, so the owner alone may read it.
// File     "ERASED": tagged fields (records/wire.h), then their SHA-256.
// Threads  one writer a file.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/result.h"

namespace suggestd::store {

class Store;

inline constexpr const char* kLedgerFile = "ERASED";

// Writes all erasures of the store so far into the folder. Errors: io, no_space; those of reading the store.
Status write_ledger(Store& store, const std::filesystem::path& folder);

// Begins the erasure of everybody whom the ledger names and the store does not; returns their number. The erasures
// go on when a server opens the store. Errors: not_found without the file; corrupt; io; those of the store.
Result<std::uint64_t> apply_ledger(Store& store, const std::filesystem::path& folder);

}  // namespace suggestd::store
