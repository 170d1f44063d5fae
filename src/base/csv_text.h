// Fields of a CSV file (RFC 4180): one that holds a comma, a quote or a line break is quoted.
//
// Threads  pure functions.
#pragma once

#include <string>
#include <string_view>

namespace suggestd {

void append_csv_field(std::string& out, std::string_view text);
// With the comma before it.
void append_next_csv_field(std::string& out, std::string_view text);

}  // namespace suggestd
