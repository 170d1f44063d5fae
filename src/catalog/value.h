// A value of the filter language, and of an attribute of a product or a person.
//
// Threads  plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace suggestd::catalog {

enum class Type : std::uint8_t {
  missing,  // no value; also: a type that is not known before the filter meets a person
  boolean,
  number,
  text,
  text_set,
  time,
  duration,
};

// "text", "set of texts" ...: the word in messages.
std::string_view type_name(Type type);

struct Value {
  Type type = Type::missing;
  double number = 0;  // boolean: 0 or 1; time: microseconds since 1970; duration: microseconds
  std::string text;
  std::vector<std::string> set;  // sorted, no repeats

  bool operator==(const Value&) const = default;
};

Value boolean_value(bool value);
Value number_value(double value);  // missing if not finite
Value text_value(std::string value);
Value set_value(std::vector<std::string> values);
Value time_value(Timestamp time);
Value duration_value(double microseconds);

// A date ("2024-06-01", midnight UTC) or an RFC 3339 date-time; missing if `text` is neither.
Value parse_time_value(std::string_view text);

}  // namespace suggestd::catalog
