#include "base/plain_name.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/percent.h"

namespace suggestd {
namespace {

constexpr std::size_t kLongest = 100;

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.';
}

}  // namespace

Status check_plain_name(std::string_view name) {
  if (!name.empty() && name.size() <= kLongest && name.front() != '.' && std::ranges::all_of(name, is_plain))
    return {};
  return invalid(
      fmt::format("'{}' is no plain name: letters, digits, '-', '_' and '.', up to {}", name, kLongest));
}

std::string file_name_of(std::string_view id) {
  const std::string name = http::encode_percent(id);
  return name.starts_with('.') ? "%2E" + name.substr(1) : name;
}

}  // namespace suggestd
