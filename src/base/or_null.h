// Members of a JSON answer that are null where there is nothing to tell.
//
// Threads  pure functions.
#pragma once

#include <optional>
#include <string_view>

#include "base/json_text.h"
#include "base/time.h"

namespace suggestd {

// Null for "".
void write_text_or_null(JsonWriter& out, std::string_view name, std::string_view text);
void write_time_or_null(JsonWriter& out, std::string_view name, const std::optional<Timestamp>& time);

}  // namespace suggestd
