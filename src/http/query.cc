#include "http/query.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "base/ids.h"
#include "base/percent.h"
#include "records/field_hints.h"

namespace suggestd::http {
namespace {

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

std::string range_text(const Parameter& parameter) {
  return fmt::format("{} to {}", parameter.smallest, parameter.largest);
}

// Says what is wrong with a value; "" if nothing is.
std::string wrong_value(const Parameter& parameter, const std::string& value) {
  switch (parameter.type) {
    case ParameterType::text: {
      if (!is_utf8(value)) return "must be UTF-8";
      const auto& choices = parameter.choices;
      if (choices.empty() || std::find(choices.begin(), choices.end(), value) != choices.end()) return "";
      return fmt::format("must be one of {}, not '{}'", fmt::join(choices, ", "), value);
    }
    case ParameterType::integer: {
      std::int64_t number = 0;
      if (!read_number(value, number)) return fmt::format("must be a whole number, not '{}'", value);
      const auto wide = static_cast<double>(number);
      if (wide >= parameter.smallest && wide <= parameter.largest) return "";
      return fmt::format("must be {}, not {}", range_text(parameter), value);
    }
    case ParameterType::number: {
      double number = 0;
      if (!read_number(value, number) || !std::isfinite(number))
        return fmt::format("must be a number, not '{}'", value);
      if (number >= parameter.smallest && number <= parameter.largest) return "";
      return fmt::format("must be {}, not {}", range_text(parameter), value);
    }
    case ParameterType::flag:
      if (value == "0" || value == "1" || value == "true" || value == "false") return "";
      return fmt::format("must be 0 or 1, not '{}'", value);
  }
  return "";
}

Error parameter_error(std::string_view name, std::string_view wrong) {
  Error error = invalid(fmt::format("query parameter '{}' {}", name, wrong));
  error.add_field(fmt::format("?{}", name), std::string(wrong));
  return error;
}

Error unknown_parameter(const Route& route, std::string_view name) {
  std::vector<std::string_view> names;
  for (const Parameter& parameter : route.parameters) names.push_back(parameter.name);
  if (names.empty()) return parameter_error(name, fmt::format("is unknown: {} takes none", route.path));
  if (const auto likely = likely_field(name, names))
    return parameter_error(name, fmt::format("is unknown; did you mean '{}'?", *likely));
  return parameter_error(name, fmt::format("is unknown; {} takes {}", route.path, fmt::join(names, ", ")));
}

const Parameter* find_parameter(const Route& route, std::string_view name) {
  for (const Parameter& parameter : route.parameters) {
    if (parameter.name == name) return &parameter;
  }
  for (const Parameter& parameter : route.parameters) {
    if (!parameter.name.ends_with(".*")) continue;
    const std::string_view prefix = parameter.name.substr(0, parameter.name.size() - 1);
    if (name.starts_with(prefix) && name.size() > prefix.size()) return &parameter;
  }
  return nullptr;
}

bool given(const QueryValues& values, std::string_view name) {
  return std::any_of(values.begin(), values.end(), [&](const auto& value) { return value.first == name; });
}

// Reads "name=value".
Status read_pair(const Route& route, std::string_view pair, QueryValues& values) {
  const std::size_t equals = std::min(pair.find('='), pair.size());
  const auto name = decode_query_part(pair.substr(0, equals));
  const Parameter* parameter = name.ok() ? find_parameter(route, *name) : nullptr;
  if (parameter == nullptr && route.passes_other_parameters) return {};
  if (!name) return name.error().with_context("query");
  if (parameter == nullptr) return unknown_parameter(route, *name);
  auto value = decode_query_part(equals < pair.size() ? pair.substr(equals + 1) : std::string_view());
  if (!value) return value.error().with_context("query");
  if (given(values, *name)) return parameter_error(*name, "is given twice");
  if (const std::string wrong = wrong_value(*parameter, *value); !wrong.empty())
    return parameter_error(*name, wrong);
  values.emplace_back(*name, *std::move(value));
  return {};
}

}  // namespace

Result<QueryValues> read_query(const Route& route, std::string_view query) {
  QueryValues values;
  for (std::size_t begin = 0; begin < query.size();) {
    const std::size_t end = std::min(query.find('&', begin), query.size());
    if (end > begin) {
      if (Status read = read_pair(route, query.substr(begin, end - begin), values); !read)
        return std::move(read).error();
    }
    begin = end + 1;
  }
  for (const Parameter& parameter : route.parameters) {
    if (parameter.required && !given(values, parameter.name))
      return parameter_error(parameter.name, "is missing");
    if (!parameter.standard.empty() && !given(values, parameter.name))
      values.emplace_back(parameter.name, parameter.standard);
  }
  return values;
}

}  // namespace suggestd::http
