// Cells of tables that people make: what stands around a value and means nothing.
//
// Threads  pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace suggestd::cli {

// Without blanks at both ends: ASCII's, no-break and thin spaces, and a byte order mark in the middle of a
// file that was joined from several.
std::string_view trim_cell(std::string_view text);
void trim_cells(std::vector<std::string>& cells);

// The text with each character that can't be seen as its code point: "12<U+200B>.34".
std::string made_visible(std::string_view text);

}  // namespace suggestd::cli
