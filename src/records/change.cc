#include "records/change.h"

#include <array>

namespace suggestd {
namespace {

// Names of the kinds, and then of the operations, in the order of their numbers from 1.
constexpr std::array<std::string_view, 6> kKindNames = {"order", "event", "product",
                                                        "user",  "rule",  "erasure"};
constexpr std::array<std::string_view, 10> kOpNames = {
    "placed", "changed", "cancelled", "refunded", "added", "put", "deleted", "merged", "unmerged", "erased"};

}  // namespace

std::string_view change_kind_name(ChangeKind kind) {
  return kKindNames.at(static_cast<std::size_t>(kind) - 1);
}

std::optional<ChangeKind> parse_change_kind(std::string_view name) {
  for (std::size_t i = 0; i < kKindNames.size(); ++i) {
    if (kKindNames[i] == name) return static_cast<ChangeKind>(i + 1);
  }
  return std::nullopt;
}

std::string_view change_op_name(ChangeOp op) { return kOpNames.at(static_cast<std::size_t>(op) - 1); }

}  // namespace suggestd
