// One member of a JSON object, found in its text without building a tree.
//
// Threads  pure.
#pragma once

#include <optional>
#include <string_view>

namespace suggestd {

// The text of the member's value as it stands in `object`; nothing if there is no such member. Reads the text
// once. Requires: `object` is a well-formed JSON object without blanks between its tokens, as records keep it
// (ObjectReader::properties).
std::optional<std::string_view> json_member(std::string_view object, std::string_view name);

}  // namespace suggestd
