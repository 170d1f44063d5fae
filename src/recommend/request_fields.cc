#include "recommend/request_fields.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/json_tree.h"

namespace suggestd::recommend {

std::optional<Variants> parse_variants(std::string_view name) {
  const auto* const found = std::ranges::find(kVariantsNames, name);
  if (found == kVariantsNames.end()) return std::nullopt;
  return static_cast<Variants>(found - kVariantsNames.begin());
}

void read_choice(ObjectReader& in, std::string_view name, std::optional<bool>& value) {
  const Json* found = in.field(name, Need::optional);
  if (found == nullptr || found->is_null()) return;
  if (!found->is_boolean()) return in.bad(name, "must be true or false");
  value = found->get<bool>();
}

void read_variants(ObjectReader& in, std::string_view name, std::optional<Variants>& value) {
  const Json* found = in.field(name, Need::optional);
  if (found == nullptr || found->is_null()) return;
  value = found->is_string() ? parse_variants(found->get<std::string>()) : std::nullopt;
  if (!value)
    in.bad(name, fmt::format("{} is none of {}", json_text(*found), fmt::join(kVariantsNames, ", ")));
}

}  // namespace suggestd::recommend
