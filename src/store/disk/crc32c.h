// CRC-32C (Castagnoli), the checksum of RocksDB's log files and of the mark. Threads: pure.
#pragma once

#include <cstdint>
#include <string_view>

namespace suggestd::store {

std::uint32_t crc32c(std::string_view bytes, std::uint32_t before = 0);

}  // namespace suggestd::store
