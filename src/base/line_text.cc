#include "base/line_text.h"

#include <algorithm>

#include <iterator>

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/utf8.h"

namespace suggestd {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

void append_field(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out += name;
  out += ": ";
  for (const char c : value) {
    if (c != '\n' && c != '\r' && c != '\0') out += c;
  }
  out += '\n';
}

}  // namespace

void append_metric_label_value(std::string& out, std::string_view value) {
  out += '"';
  while (!value.empty()) {
    const std::size_t length = utf8_length(value);
    const std::string_view character = value.substr(0, std::max<std::size_t>(1, length));
    if (length == 0) {
      out += kReplacement;
    } else if (character == "\n") {
      out += "\\n";
    } else {
      if (character == "\"" || character == "\\") out += '\\';
      out += character;
    }
    value.remove_prefix(character.size());
  }
  out += '"';
}

void append_logfmt_value(std::string& out, std::string_view value) {
  const bool bare = !value.empty() && std::all_of(value.begin(), value.end(), [](unsigned char c) {
    return c > ' ' && c < 0x7f && c != '"' && c != '=' && c != '\\';
  });
  if (bare) {
    out += value;
  } else {
    append_json_string(out, value);
  }
}

void append_terminal_text(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const std::string_view character = text.substr(0, std::max<std::size_t>(1, length));
    const auto byte = static_cast<unsigned char>(text[0]);
    const bool control = length == 1 && (byte < 0x20 || byte == 0x7F) && byte != '\n' && byte != '\t';
    if (length == 0 || control) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", byte);
    } else if (is_wide_control(character)) {
      std::string escaped;
      append_json_string(escaped, character);
      out.append(escaped, 1, escaped.size() - 2);  // without the quotes
    } else {
      out += character;
    }
    text.remove_prefix(character.size());
  }
}

void append_html_text(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
}

void append_server_sent_event(std::string& out, const ServerSentEvent& event) {
  append_field(out, "id", event.id);
  append_field(out, "event", event.name);
  std::string_view data = event.data;
  while (!data.empty()) {
    const std::size_t end = std::min(data.find_first_of("\r\n"), data.size());
    out += "data: ";
    out += data.substr(0, end);
    out += '\n';
    const bool pair = data.substr(end).starts_with("\r\n");
    if (end + (pair ? 2 : 1) == data.size()) out += "data: \n";  // the break was the last of it
    data.remove_prefix(std::min(data.size(), end + (pair ? 2 : 1)));
  }
  out += '\n';
}

}  // namespace suggestd
