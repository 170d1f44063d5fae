// Bytes as hex digits, for golden values of formats that lie on disk.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

namespace suggestd {

inline std::string hex(std::string_view bytes) {
  std::string digits;
  for (const unsigned char byte : bytes) digits += fmt::format("{:02x}", byte);
  return digits;
}

}  // namespace suggestd
