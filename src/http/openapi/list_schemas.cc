#include "http/openapi/list_schemas.h"

#include <string>

#include "base/json_text.h"
#include "recommend/statement.h"

namespace suggestd::http {

std::string_view statement_code_schema() {
  static const std::string schema = [] {
    std::string description = "Codes are added, never changed. Their English forms:";
    for (const recommend::StatementEntry& entry : recommend::kStatements)
      description.append("\n").append(entry.name).append(": ").append(entry.text);
    std::string json;
    JsonWriter out(json);
    out.begin_object().member("type", "string").key("enum").begin_array();
    for (const recommend::StatementEntry& entry : recommend::kStatements) out.value(entry.name);
    out.end_array().member("description", description).end_object();
    return json;
  }();
  return schema;
}

}  // namespace suggestd::http
