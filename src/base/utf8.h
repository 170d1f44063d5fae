// Well-formed UTF-8 (RFC 3629): no surrogates, no overlong forms, nothing above U+10FFFF.
//
// Threads  pure functions.
#pragma once

#include <cstddef>
#include <string_view>

namespace suggestd {

// Bytes of the character that `text` begins with; 0 if it begins with none that is well formed, or is empty.
std::size_t utf8_length(std::string_view text) noexcept;

// True for a character that ends a line or steers a terminal for some reader, though ASCII knows it not:
// the controls U+0080 to U+009F, and the line and paragraph separators U+2028 and U+2029. Requires:
// `character` is one well-formed character.
bool is_wide_control(std::string_view character) noexcept;

}  // namespace suggestd
