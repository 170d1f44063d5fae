#include "catalog/expression_error.h"

#include <fmt/format.h>

#include <algorithm>

namespace suggestd::catalog {
namespace {

// The number of characters: bytes that begin a character of UTF-8.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

Error expression_error(std::string_view source, std::size_t offset, std::string_view what) {
  offset = std::min(offset, source.size());
  const std::size_t column = characters(source.substr(0, offset)) + 1;
  std::string shown(source);
  std::replace_if(
      shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return invalid(fmt::format("column {}: {}\n  {}\n  {:>{}}", column, what, shown, '^', column));
}

}  // namespace suggestd::catalog
