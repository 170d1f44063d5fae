// Text for readers that go by lines, and for HTML: how a value is written so that no value, whatever its bytes, is taken
// for a part of the format. One function a format; JSON has its own, base/json_text.h.
//
// UTF-8    bytes that are no UTF-8 become U+FFFD in metric labels and in logs, whose readers refuse a whole
//          page or line for one such byte.
// Threads  pure functions.
#pragma once

#include <string>
#include <string_view>

namespace suggestd {

// A label's value in quotes, as Prometheus' text format 0.0.4 asks: backslash, quote and line feed escaped.
void append_metric_label_value(std::string& out, std::string_view value);

// A value in logfmt: bare if nothing in it could be misread, else a JSON string.
void append_logfmt_value(std::string& out, std::string_view value);

// Text for a person at a terminal: what would steer the terminal is shown as \x1b or \u009b, and bytes that
// are no UTF-8 as \xe9. Line feeds and tabs stay.
void append_terminal_text(std::string& out, std::string_view text);

// Text of an HTML element, or of an attribute in quotes: what could end either or begin a tag becomes a reference.
void append_html_text(std::string& out, std::string_view text);

// A server-sent event (HTML standard, section 9.2). "" leaves a field out. A line break in `data` begins
// another data line, which the reader joins again with LF; in `id` and `name`, where the format has no way to
// say one, it is left out, as is a NUL, for which readers drop the whole id.
struct ServerSentEvent {
  std::string_view id;
  std::string_view name;
  std::string_view data;
};
void append_server_sent_event(std::string& out, const ServerSentEvent& event);

}  // namespace suggestd
