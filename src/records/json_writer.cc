#include "records/json_writer.h"

#include <iterator>

#include <fmt/format.h>

#include "base/json_text.h"

namespace suggestd {

void ObjectWriter::name(std::string_view name) {
  if (!first_) out_ += ',';
  first_ = false;
  append_json_string(out_, name);
  out_ += ':';
}

void ObjectWriter::text(std::string_view field, std::string_view value) {
  name(field);
  append_json_string(out_, value);
}

void ObjectWriter::text_if_any(std::string_view field, std::string_view value) {
  if (!value.empty()) text(field, value);
}

void ObjectWriter::number(std::string_view field, std::int64_t value) {
  name(field);
  fmt::format_to(std::back_inserter(out_), "{}", value);
}

void ObjectWriter::quantity(std::string_view field, Quantity value) {
  if (value.thousandths % 1000 == 0) return number(field, value.thousandths / 1000);
  name(field);
  std::string digits = fmt::format("{}.{:03}", value.thousandths / 1000, value.thousandths % 1000);
  while (digits.back() == '0') digits.pop_back();
  out_ += digits;
}

void ObjectWriter::money(std::string_view field, Money value) { text(field, to_decimal(value)); }

void ObjectWriter::time(std::string_view field, Timestamp value) { text(field, to_rfc3339(value)); }

void ObjectWriter::flag(std::string_view field, bool value) {
  name(field);
  out_ += value ? "true" : "false";
}

void ObjectWriter::raw_if_any(std::string_view field, std::string_view json) {
  if (json.empty()) return;
  name(field);
  out_ += json;
}

}  // namespace suggestd
