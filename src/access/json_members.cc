#include "access/json_members.h"

#include <fmt/format.h>

namespace suggestd::http {

Result<std::string> text_of(const nlohmann::json& object, std::string_view name) {
  const auto found = object.find(name);
  if (found == object.end()) return std::string();
  if (!found->is_string()) return corrupt(fmt::format("'{}' is no text", name));
  return found->get<std::string>();
}

Result<std::uint64_t> number_of(const nlohmann::json& object, std::string_view name) {
  const auto found = object.find(name);
  if (found == object.end()) return std::uint64_t{0};
  if (!found->is_number_unsigned()) return corrupt(fmt::format("'{}' is no number", name));
  return found->get<std::uint64_t>();
}

Result<std::optional<Timestamp>> time_of(const nlohmann::json& object, std::string_view name) {
  const Result<std::string> text = text_of(object, name);
  if (!text) return text.error();
  if (text->empty()) return std::optional<Timestamp>();
  const Result<Timestamp> time = parse_rfc3339(*text);
  if (!time) return corrupt(fmt::format("'{}' is no time: {}", name, time.error().message()));
  return std::optional(*time);
}

void put_time(nlohmann::json& object, const char* name, const std::optional<Timestamp>& time) {
  if (time) object[name] = to_rfc3339(*time);
}

}  // namespace suggestd::http
