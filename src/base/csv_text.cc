#include "base/csv_text.h"

namespace suggestd {

void append_csv_field(std::string& out, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char one : text) {
    if (one == '"') out += '"';
    out += one;
  }
  out += '"';
}

void append_next_csv_field(std::string& out, std::string_view text) {
  out += ',';
  append_csv_field(out, text);
}

}  // namespace suggestd
