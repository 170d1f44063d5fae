#include "http/openapi/typescript.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/json_tree.h"
#include "base/version.h"
#include "http/openapi/openapi.h"
#include "records/json_document.h"

namespace suggestd::http {
namespace {

constexpr std::string_view kAnything = "{ [name: string]: unknown }";

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() || !found->is_string() ? std::string() : found->get<std::string>();
}

const Json& member_of(const Json& object, const char* name) {
  static const Json none = Json::object();
  const auto found = object.find(name);
  return found == object.end() ? none : *found;
}

// Dots and brackets of a name that is no identifier stand in quotes.
std::string field_name(const std::string& name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  const bool identifier = std::ranges::all_of(name, plain) && !(name.front() >= '0' && name.front() <= '9');
  return identifier ? name : json_text(Json(name));
}

std::string indent(std::size_t depth) { return std::string(2 * depth, ' '); }

// Above a declaration; nothing without a description.
std::string comment(std::string text, std::size_t depth) {
  if (text.empty()) return {};
  for (std::size_t end = text.find("*/"); end != std::string::npos; end = text.find("*/", end))
    text.replace(end, 2, "* /");
  return fmt::format("{}/** {} */\n", indent(depth), text);
}

// `one` as a part of what is joined by '&', which binds more than '|'.
std::string in_brackets(const std::string& one) {
  return one.find(" | ") == std::string::npos || one.front() == '{' ? one : fmt::format("({})", one);
}

void add_once(std::vector<std::string>& all, std::string one) {
  if (std::ranges::find(all, one) == all.end()) all.push_back(std::move(one));
}

std::string type_of(const Json& schema, std::size_t depth);

bool is_required(const Json& schema, const std::string& name) {
  const Json& required = member_of(schema, "required");
  return std::ranges::find(required, Json(name)) != required.end();
}

std::string members(const Json& schema, std::size_t depth) {
  std::string out = "{\n";
  for (const auto& [name, member] : member_of(schema, "properties").items()) {
    out += comment(text_of(member, "description"), depth + 1);
    out += fmt::format("{}{}{}: {};\n", indent(depth + 1), field_name(name),
                       is_required(schema, name) ? "" : "?", type_of(member, depth + 1));
  }
  return out + indent(depth) + "}";
}

std::string object_type(const Json& schema, std::size_t depth) {
  const Json& more = member_of(schema, "additionalProperties");
  if (schema.contains("properties")) return members(schema, depth);
  if (more.is_object() && !more.empty()) return fmt::format("{{ [name: string]: {} }}", type_of(more, depth));
  return std::string(kAnything);
}

std::string simple_type(const std::string& name, const Json& schema, std::size_t depth) {
  if (name == "object") return object_type(schema, depth);
  if (name == "array") return fmt::format("Array<{}>", type_of(member_of(schema, "items"), depth));
  return name == "integer" ? "number" : name;
}

// The types of which a value has one.
std::vector<std::string> choices(const Json& schema, std::size_t depth) {
  std::vector<std::string> found;
  for (const char* name : {"oneOf", "anyOf"}) {
    for (const Json& one : member_of(schema, name)) add_once(found, type_of(one, depth));
  }
  if (!found.empty()) return found;
  if (schema.contains("const")) return {json_text(schema["const"])};
  for (const Json& one : member_of(schema, "enum")) add_once(found, json_text(one));
  if (!found.empty()) return found;
  const Json& type = member_of(schema, "type");
  if (type.is_string()) return {simple_type(type.get<std::string>(), schema, depth)};
  if (type.is_array()) {
    for (const Json& one : type) add_once(found, simple_type(one.get<std::string>(), schema, depth));
  } else if (schema.contains("properties")) {
    found.push_back(members(schema, depth));
  }
  return found;
}

// Members that another shape declares, and that this one asks for.
std::string asked_for(const Json& schema) {
  std::vector<std::string> names;
  for (const Json& name : member_of(schema, "required")) {
    if (!member_of(schema, "properties").contains(name.get<std::string>())) names.push_back(json_text(name));
  }
  return fmt::format("{}", fmt::join(names, " | "));
}

std::string type_of(const Json& schema, std::size_t depth) {
  if (const std::string reference = text_of(schema, "$ref"); !reference.empty())
    return reference.substr(reference.rfind('/') + 1);
  std::vector<std::string> parts;
  for (const Json& part : member_of(schema, "allOf")) parts.push_back(in_brackets(type_of(part, depth)));
  if (const std::string names = asked_for(schema); !parts.empty() && !names.empty())
    parts.push_back(fmt::format("Required<Pick<{}, {}>>", parts.front(), names));
  // Beside the shapes that it is made of, "type": "object" alone says nothing.
  if (parts.empty() || schema.contains("properties")) {
    std::string own = fmt::format("{}", fmt::join(choices(schema, depth), " | "));
    if (parts.empty()) return own.empty() ? "unknown" : own;
    parts.push_back(in_brackets(own));
  }
  return fmt::format("{}", fmt::join(parts, " & "));
}

std::string named_shape(const std::string& name, const Json& schema) {
  const bool plain = text_of(schema, "type") == "object" && schema.contains("properties") &&
                     !schema.contains("allOf") && !schema.contains("oneOf");
  const std::string about = comment(text_of(schema, "description"), 0);
  if (plain) return fmt::format("\n{}export interface {} {}\n", about, name, members(schema, 0));
  return fmt::format("\n{}export type {} = {};\n", about, name, type_of(schema, 0));
}

// --- Operations

// The types of a body or an answer, one for each content type.
std::string content_type(const Json& holder, std::size_t depth) {
  std::vector<std::string> types;
  for (const Json& content : member_of(holder, "content"))
    add_once(types, content.contains("schema") ? type_of(content["schema"], depth) : "unknown");
  return types.empty() ? "undefined" : fmt::format("{}", fmt::join(types, " | "));
}

// The parameters of one place. Where none of them has to be given, nor has the whole.
std::string parameters_in(const Json& operation, std::string_view place, std::string_view field) {
  std::string inner;
  bool needed = false;
  for (const Json& parameter : member_of(operation, "parameters")) {
    if (text_of(parameter, "in") != place) continue;
    const bool required = parameter.value("required", false);
    needed = needed || required;
    inner += comment(text_of(parameter, "description"), 3);
    inner += fmt::format("{}{}{}: {};\n", indent(3), field_name(text_of(parameter, "name")),
                         required ? "" : "?", type_of(member_of(parameter, "schema"), 3));
  }
  if (inner.empty()) return {};
  return fmt::format("{}{}{}: {{\n{}{}}};\n", indent(2), field, needed ? "" : "?", inner, indent(2));
}

std::string operation_type(const std::string& name, const Json& operation) {
  std::string out = comment(text_of(operation, "summary"), 1);
  out += fmt::format("{}{}: {{\n", indent(1), json_text(Json(name)));
  out += parameters_in(operation, "path", "path");
  out += parameters_in(operation, "query", "query");
  out += parameters_in(operation, "header", "headers");
  if (const Json& body = member_of(operation, "requestBody"); !body.empty())
    out += fmt::format("{}body{}: {};\n", indent(2), body.value("required", false) ? "" : "?",
                       content_type(body, 2));
  out += indent(2) + "answers: {\n";
  for (const auto& [status, answer] : member_of(operation, "responses").items())
    out += fmt::format("{}{}: {};\n", indent(3), status, content_type(answer, 3));
  return out + indent(2) + "};\n" + indent(1) + "};\n";
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

std::string typescript_declarations() {
  const JsonDocument admins(openapi_document(Serves::admin));
  const JsonDocument shops(openapi_document(Serves::shop));
  std::string out = fmt::format(
      "// The API of suggestd {}; printed by `suggestd print typescript`. A later server of /v1 answers all "
      "of\n"
      "// this, and may add members, operations, and words to the unions of words.\n",
      kVersion);
  for (const auto& [name, schema] : admins.root()["components"]["schemas"].items())
    out += named_shape(name, schema);
  out +=
      "\n/** By method and path. `default` is every status that is not named. */\nexport interface "
      "Operations {\n";
  std::map<std::string, const Json*> operations;
  for (const JsonDocument* document : {&admins, &shops}) {
    for (const auto& [path, methods] : document->root()["paths"].items()) {
      for (const auto& [method, operation] : methods.items())
        operations.emplace(fmt::format("{} {}", upper(method), path), &operation);
    }
  }
  for (const auto& [name, operation] : operations) out += operation_type(name, *operation);
  return out + "}\n";
}

}  // namespace suggestd::http
