#include "records/json_writer.h"

#include <iterator>

#include <fmt/format.h>

namespace suggestd {

void append_json_text(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

void ObjectWriter::name(std::string_view name) {
  if (!first_) out_ += ',';
  first_ = false;
  append_json_text(out_, name);
  out_ += ':';
}

void ObjectWriter::text(std::string_view field, std::string_view value) {
  name(field);
  append_json_text(out_, value);
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
