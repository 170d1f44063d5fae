#include "base/or_null.h"

namespace suggestd {

void write_text_or_null(JsonWriter& out, std::string_view name, std::string_view text) {
  out.key(name);
  if (text.empty()) {
    out.null();
  } else {
    out.value(text);
  }
}

void write_time_or_null(JsonWriter& out, std::string_view name, const std::optional<Timestamp>& time) {
  out.key(name);
  if (time) {
    out.value(to_rfc3339(*time));
  } else {
    out.null();
  }
}

}  // namespace suggestd
