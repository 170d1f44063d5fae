#include "records/json_member.h"

#include <algorithm>
#include <string>

#include <nlohmann/json.hpp>

#include "base/json_tree.h"

namespace suggestd {
namespace {

// The place behind the text that begins at `at` with a quotation mark.
std::size_t end_of_text(std::string_view json, std::size_t at) {
  for (++at; at < json.size() && json[at] != '"'; ++at) {
    if (json[at] == '\\') ++at;
  }
  return std::min(at + 1, json.size());
}

// The place behind the value that begins at `at`.
std::size_t end_of_value(std::string_view json, std::size_t at) {
  std::size_t depth = 0;
  while (at < json.size()) {
    const char c = json[at];
    if (c == '"') {
      at = end_of_text(json, at);
      continue;
    }
    if (depth == 0 && (c == ',' || c == '}' || c == ']')) break;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    ++at;
  }
  return at;
}

}  // namespace

std::optional<std::string_view> json_member(std::string_view object, std::string_view name) {
  // As the library writes it, for by the library were the records' texts written.
  using Json = nlohmann::json;
  const std::string wanted = json_text(Json(name));
  for (std::size_t at = 1; at < object.size() && object[at] == '"';) {
    const std::size_t name_end = end_of_text(object, at);
    const std::size_t value = name_end + 1;  // behind the colon
    const std::size_t end = end_of_value(object, value);
    if (object.substr(at, name_end - at) == wanted) return object.substr(value, end - value);
    at = end + 1;
  }
  return std::nullopt;
}

}  // namespace suggestd
