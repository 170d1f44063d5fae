#include "catalog/value.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace suggestd::catalog {

std::string_view type_name(Type type) {
  switch (type) {
    case Type::missing:
      return "missing value";
    case Type::boolean:
      return "true or false";
    case Type::number:
      return "number";
    case Type::text:
      return "text";
    case Type::text_set:
      return "set of texts";
    case Type::time:
      return "time";
    case Type::duration:
      return "duration";
  }
  return "";
}

Value boolean_value(bool value) { return {Type::boolean, value ? 1.0 : 0.0, {}, {}}; }

Value number_value(double value) {
  if (!std::isfinite(value)) return {};
  return {Type::number, value, {}, {}};
}

Value text_value(std::string value) { return {Type::text, 0, std::move(value), {}}; }

Value set_value(std::vector<std::string> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return {Type::text_set, 0, {}, std::move(values)};
}

Value time_value(Timestamp time) {
  // Exact: microseconds until the year 2255 are whole numbers below 2^53.
  return {Type::time, static_cast<double>(time.time_since_epoch().count()), {}, {}};
}

Value duration_value(double microseconds) {
  if (!std::isfinite(microseconds)) return {};
  return {Type::duration, microseconds, {}, {}};
}

Value parse_time_value(std::string_view text) {
  constexpr std::size_t kDateLength = 10;
  // Cheap refusal of the many texts that are no times: they do not begin as "2024-".
  if (text.size() < kDateLength || text[4] != '-' || text[7] != '-') return {};
  std::string full(text);
  if (text.size() == kDateLength) full += "T00:00:00Z";
  const Result<Timestamp> time = parse_rfc3339(full);
  return time ? time_value(*time) : Value{};
}

}  // namespace suggestd::catalog
