#include "http/openapi/openapi_content.h"

#include <algorithm>

#include <fmt/format.h>

#include "http/openapi/openapi_examples.h"
#include "records/json_document.h"

namespace suggestd::http {
namespace {

std::string_view example_of(std::string_view schema) {
  for (const auto& [name, example] : openapi_examples()) {
    if (name == schema) return example;
  }
  return "";
}

// The example of a schema whose members are all text, as a table of one row.
std::string csv_example(std::string_view schema) {
  std::string names;
  std::string values;
  const JsonDocument example(example_of(schema));
  for (const auto& [name, value] : example.root().items()) {
    names += fmt::format("{}{}", names.empty() ? "" : ",", name);
    values += fmt::format("{}{}", values.empty() ? "" : ",", value.get<std::string>());
  }
  return fmt::format("{}\n{}\n", names, values);
}

std::string reference(std::string_view schema) { return fmt::format("#/components/schemas/{}", schema); }

}  // namespace

void write_content(JsonWriter& out, std::string_view type, std::string_view schema) {
  out.key(type).begin_object();
  if (!schema.empty()) {
    out.key("schema").begin_object().member("$ref", reference(schema)).end_object();
    if (const std::string_view example = example_of(schema); !example.empty())
      out.key("example").raw(example);
  }
  out.end_object();
}

// OpenAPI 3.1 has no schema for a sequence of documents: the whole is text, and its lines have a media type and
// a schema of their own.
void write_line_content(JsonWriter& out, std::string_view type, std::string_view schema) {
  out.key(type).begin_object().key("schema").begin_object().member("type", "string");
  out.member("description", fmt::format("A line each: {}", schema));
  out.member("contentMediaType", kNdjson);
  out.key("contentSchema").begin_object().member("$ref", reference(schema)).end_object();
  out.end_object();
  if (const std::string_view example = example_of(schema); !example.empty())
    out.member("example", fmt::format("{}\n", example));
  out.end_object();
}

void write_csv_content(JsonWriter& out, std::string_view schema) {
  out.key(kCsv).begin_object().key("schema").begin_object().member("type", "string");
  out.member("description", fmt::format("A row each: {}", schema)).end_object();
  out.member("example", csv_example(schema)).end_object();
}

void write_file_content(JsonWriter& out, std::string_view schema) {
  out.key("*/*").begin_object().key("schema").begin_object().member("type", "string");
  out.member("description", "A file as it is, in the format that the query names.").end_object();
  out.member("example", csv_example(schema)).end_object();
}

void write_text_content(JsonWriter& out, std::string_view type) {
  out.key(type).begin_object().key("schema").raw(R"({"type":"string"})").end_object();
}

}  // namespace suggestd::http
