// The name that a field with an unknown name should have had.
//
// Order    first the names that shop systems, feeds and trackers give to the same thing (`timestamp` for
//          `at`, `line_items` for `lines`), then the nearest known name.
// Threads  pure functions.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace suggestd {

// One of `known`; nothing if none is likely. Case, '-' and '_' do not count.
std::optional<std::string_view> likely_field(std::string_view name,
                                             const std::vector<std::string_view>& known);

}  // namespace suggestd
