#include "store/disk/record_file.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <string_view>

#include <fmt/format.h>

#include "store/disk/crc32c.h"

namespace suggestd::store {
namespace {

constexpr std::size_t kBlock = 32'768;
constexpr std::size_t kHeader = 7;
constexpr unsigned kLastType = 9;  // the kind of record with the largest number that RocksDB 7.8 writes
constexpr std::uint32_t kMaskDelta = 0xa282ead8;

std::uint32_t byte_at(std::string_view bytes, std::size_t place) {
  return static_cast<unsigned char>(bytes[place]);
}

std::uint32_t masked(std::uint32_t crc) { return ((crc >> 15) | (crc << 17)) + kMaskDelta; }

// The fault of the record that `rest` of a block begins with, and its size in the file.
std::optional<std::string> look_at_record(std::string_view rest, std::size_t& size) {
  const std::uint32_t stored =
      byte_at(rest, 0) | byte_at(rest, 1) << 8 | byte_at(rest, 2) << 16 | byte_at(rest, 3) << 24;
  const std::size_t length = byte_at(rest, 4) | byte_at(rest, 5) << 8;
  const unsigned type = byte_at(rest, 6);
  size = kHeader + length;
  if (size > rest.size()) return "the file ends within a record, or the record's length is wrong";
  if (type == 0 || type > kLastType) return fmt::format("a record has the unknown kind {}", type);
  if (masked(crc32c(rest.substr(kHeader - 1, length + 1))) != stored) return "a record's checksum is wrong";
  return std::nullopt;
}

}  // namespace

Result<std::optional<RecordFault>> find_fault(const std::filesystem::path& file, std::uint64_t synced) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return errno_error(file.string(), errno);
  std::string buffer(kBlock, '\0');
  for (std::uint64_t begin = 0; begin < synced; begin += kBlock) {
    in.read(buffer.data(), static_cast<std::streamsize>(kBlock));
    if (in.bad()) return errno_error(file.string(), EIO);
    const std::string_view block(buffer.data(), static_cast<std::size_t>(in.gcount()));
    std::size_t place = 0;
    while (kBlock - place >= kHeader && begin + place < synced) {
      if (block.size() < place + kHeader) {
        return std::optional(RecordFault{
            begin + place, fmt::format("the file has {} bytes of {}", begin + block.size(), synced)});
      }
      std::size_t size = 0;
      if (std::optional<std::string> what = look_at_record(block.substr(place), size))
        return std::optional(RecordFault{begin + place, *std::move(what)});
      place += size;
    }
  }
  return std::optional<RecordFault>();
}

}  // namespace suggestd::store
