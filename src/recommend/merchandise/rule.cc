#include "recommend/merchandise/rule.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace suggestd::recommend {
namespace {

// Names of the kinds, in the order of RuleKind.
constexpr std::array<std::string_view, 7> kNames = {"pin",   "hide", "boost",        "bury",
                                                    "share", "cap",  "same_category"};

}  // namespace

std::string_view rule_kind_name(RuleKind kind) { return kNames.at(static_cast<std::size_t>(kind)); }

std::optional<RuleKind> parse_rule_kind(std::string_view name) {
  const auto* const found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<RuleKind>(found - kNames.begin());
}

std::string rule_kind_names() { return fmt::format("{}", fmt::join(kNames, ", ")); }

bool Rule::in_force(Timestamp now) const {
  return enabled && (!from || *from <= now) && (!until || now < *until);
}

}  // namespace suggestd::recommend
