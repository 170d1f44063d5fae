// Reads the framing of RocksDB's write-ahead log and MANIFEST files, to tell damage from a torn end.
//
// Idea     RocksDB forgives the faults that its recovery mode forgives, and names no place. Here each
//          record's checksum is compared up to the length that is known to have been synced; later records
//          may be torn.
// Format   blocks of 32 KB; in a block, records of checksum u32, length u16, type u8, bytes; a record never
//          begins in the last 6 bytes of a block. The checksum is a masked CRC-32C of type and bytes.
// Threads  pure.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"

namespace suggestd::store {

struct RecordFault {
  std::uint64_t at = 0;  // the first byte of the damaged record
  std::string what;      // "the checksum is wrong"
};

// The first damage among the records that begin before `synced`; nothing if they are all whole. Errors: io.
Result<std::optional<RecordFault>> find_fault(const std::filesystem::path& file, std::uint64_t synced);

}  // namespace suggestd::store
