// The content of requests and answers in the OpenAPI document: type, schema, example.
//
// Threads  pure functions.
#pragma once

#include <string_view>

#include "base/json_text.h"

namespace suggestd::http {

inline constexpr std::string_view kJson = "application/json";
inline constexpr std::string_view kNdjson = "application/x-ndjson";
inline constexpr std::string_view kCsv = "text/csv";
inline constexpr std::string_view kEventStream = "text/event-stream";

// "type": {schema, and the example of the schema if it has one}. `schema` "": any content.
void write_content(JsonWriter& out, std::string_view type, std::string_view schema);

// The same for a text of one JSON document a line, each of which `schema` describes.
void write_line_content(JsonWriter& out, std::string_view type, std::string_view schema);

// The same for a table whose columns are members of `schema`, with a row made of its example. Requires: that is a flat
// object of texts.
void write_csv_content(JsonWriter& out, std::string_view schema);

// A file in one of several formats, shown as such a table. Requires: as write_csv_content().
void write_file_content(JsonWriter& out, std::string_view schema);

// "type": plain text.
void write_text_content(JsonWriter& out, std::string_view type);

}  // namespace suggestd::http
