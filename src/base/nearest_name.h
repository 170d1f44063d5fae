// "Did you mean ...?": the valid name closest to a wrong one.
//
// Threads  pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace suggestd {

// Damerau-Levenshtein distance, where neighbours may swap and case is ignored.
std::size_t name_edits(std::string_view a, std::string_view b);

// The candidate with the fewest edits from
// `word`, the first one if several tie; none if even the best needs more than a third of its letters
// changed (but one edit is always allowed).
std::optional<std::string_view> nearest_name(std::string_view word,
                                             const std::vector<std::string_view>& candidates);

}  // namespace suggestd
