#include "shop/consistency.h"

#include <array>

#include <fmt/format.h>

namespace suggestd::shop {
namespace {

constexpr std::array<std::string_view, 5> kNames = {"eventual", "prefix", "session", "bounded", "strong"};

}  // namespace

std::string_view consistency_name(Consistency level) { return kNames.at(static_cast<std::size_t>(level)); }

Result<Consistency> parse_consistency(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames.at(i) == name) return static_cast<Consistency>(i);
  }
  return invalid(
      fmt::format("'{}' is no consistency level; choose strong, bounded, session, prefix or eventual", name));
}

}  // namespace suggestd::shop
