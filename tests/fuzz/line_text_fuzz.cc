// Values that anybody may send, as they are written for readers that go by lines: whatever the bytes, the
// reader finds one value where one was written.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/ids.h"
#include "base/json_text.h"
#include "base/line_text.h"

namespace {

using namespace suggestd;

void require(bool holds) {
  if (!holds) std::abort();
}

void check_label(std::string_view value) {
  std::string out;
  append_metric_label_value(out, value);
  require(out.size() >= 2 && out.front() == '"' && out.back() == '"' && is_utf8(out));
  for (std::size_t i = 1; i + 1 < out.size(); ++i) {
    require(out[i] != '"' && out[i] != '\n');
    if (out[i] == '\\') require(++i + 1 < out.size());
  }
}

void check_json(std::string_view value) {
  std::string out;
  append_json_string(out, value);
  require(out.find_first_of("\r\n\x7f") == std::string::npos);
  require(out.find("\xE2\x80\xA8") == std::string::npos && out.find("\xE2\x80\xA9") == std::string::npos);
  const auto read = nlohmann::json::parse(out, nullptr, false);
  require(read.is_string());
  if (is_utf8(value)) require(read.get_ref<const std::string&>() == value);
}

void check_logged(std::string_view value) {
  std::string out;
  append_logfmt_value(out, value);
  require(!out.empty() && out.find_first_of("\r\n") == std::string::npos);
  const bool bare = out.front() != '"';
  require(bare == (out.find_first_of(" =\"") == std::string::npos));
}

void check_terminal(std::string_view value) {
  std::string out;
  append_terminal_text(out, value);
  require(is_utf8(out) && out.size() >= value.size());
  for (const char c : out)
    require(static_cast<unsigned char>(c) >= 0x20 ? c != '\x7f' : c == '\n' || c == '\t');
}

// A stream of events is cut at empty lines: one event has one, at its end.
void check_event(std::string_view value) {
  std::string out;
  append_server_sent_event(out, {value.substr(0, 8), value.substr(0, 16), value});
  require(out.ends_with('\n') && out.find('\r') == std::string::npos);
  require(out.size() == 1 || out.find("\n\n") == out.size() - 2);
  for (std::size_t begin = 0; begin + 1 < out.size(); begin = out.find('\n', begin) + 1) {
    const std::string_view line = std::string_view(out).substr(begin);
    require(line.starts_with("id: ") || line.starts_with("event: ") || line.starts_with("data: "));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view value(reinterpret_cast<const char*>(data), size);
  check_label(value);
  check_json(value);
  check_logged(value);
  check_terminal(value);
  check_event(value);
  return 0;
}
