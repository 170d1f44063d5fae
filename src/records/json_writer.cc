#include "records/json_writer.h"

#include <fmt/format.h>

namespace suggestd {

// The empty value tells the writer that one follows; the caller appends it.
void ObjectWriter::name(std::string_view field) { json_.key(field).raw({}); }

void ObjectWriter::text(std::string_view field, std::string_view value) { json_.member(field, value); }

void ObjectWriter::text_if_any(std::string_view field, std::string_view value) {
  if (!value.empty()) text(field, value);
}

void ObjectWriter::number(std::string_view field, std::int64_t value) { json_.member(field, value); }

void ObjectWriter::quantity(std::string_view field, Quantity value) {
  if (value.thousandths % 1000 == 0) return number(field, value.thousandths / 1000);
  std::string digits = fmt::format("{}.{:03}", value.thousandths / 1000, value.thousandths % 1000);
  while (digits.back() == '0') digits.pop_back();
  json_.key(field).raw(digits);
}

void ObjectWriter::money(std::string_view field, Money value) { text(field, to_decimal(value)); }

void ObjectWriter::time(std::string_view field, Timestamp value) { text(field, to_rfc3339(value)); }

void ObjectWriter::flag(std::string_view field, bool value) { json_.member(field, value); }

void ObjectWriter::raw_if_any(std::string_view field, std::string_view json) {
  if (!json.empty()) json_.key(field).raw(json);
}

}  // namespace suggestd
