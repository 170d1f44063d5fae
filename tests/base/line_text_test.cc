#include "base/line_text.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <rapidcheck.h>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/ids.h"

using namespace suggestd;

namespace {

std::string label(std::string_view value) {
  std::string out;
  append_metric_label_value(out, value);
  return out;
}

std::string logged(std::string_view value) {
  std::string out;
  append_logfmt_value(out, value);
  return out;
}

std::string event(const ServerSentEvent& what) {
  std::string out;
  append_server_sent_event(out, what);
  return out;
}

// The value behind the escapes, as Prometheus reads it.
std::string read_label(std::string_view quoted) {
  RC_ASSERT(quoted.size() >= 2U);
  std::string value;
  for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
    RC_ASSERT(quoted[i] != '"');
    RC_ASSERT(quoted[i] != '\n');
    if (quoted[i] != '\\') {
      value += quoted[i];
      continue;
    }
    ++i;
    RC_ASSERT(quoted[i] == 'n' || quoted[i] == '"' || quoted[i] == '\\');
    value += quoted[i] == 'n' ? '\n' : quoted[i];
  }
  return value;
}

}  // namespace

TEST_CASE("a label's value can't end its quotes or its line") {
  CHECK(label("na\"me") == R"("na\"me")");
  CHECK(label("a\\") == R"("a\\")");
  CHECK(label("a\nb") == R"("a\nb")");
  CHECK(label("caf\xC3\xA9") == "\"caf\xC3\xA9\"");
  CHECK(label("caf\xE9") == "\"caf\xEF\xBF\xBD\"");
  CHECK(label("") == "\"\"");
}

TEST_CASE("Prometheus reads back the label that was given") {
  CHECK(rc::check([](const std::string& value) {
    const std::string read = read_label(label(value));
    RC_ASSERT(is_utf8(read));
    if (is_utf8(value)) RC_ASSERT(read == value);
  }));
}

TEST_CASE("a logged value is one word or one JSON string on one line") {
  CHECK(logged("plain-1/2") == "plain-1/2");
  CHECK(logged("a b") == R"("a b")");
  CHECK(logged("a\xC2\x85"
               "b\xE2\x80\xA8") == R"("a\u0085b\u2028")");
  CHECK(logged("\x1b[31m") == R"("\u001b[31m")");
  CHECK(rc::check([](const std::string& value) {
    const std::string out = logged(value);
    RC_ASSERT(out.find_first_of("\n\r") == std::string::npos);
    if (out.front() != '"') {
      RC_ASSERT(out == value);
    } else {
      const std::string read = nlohmann::json::parse(out).get<std::string>();
      if (is_utf8(value)) RC_ASSERT(read == value);
    }
  }));
}

TEST_CASE("what would steer a terminal is shown to it instead") {
  const auto shown = [](std::string_view text) {
    std::string out;
    append_terminal_text(out, text);
    return out;
  };
  CHECK(shown("caf\xC3\xA9: 'a'\n\tb") == "caf\xC3\xA9: 'a'\n\tb");
  CHECK(shown("\x1b[2J\r\x7f") == "\\x1b[2J\\x0d\\x7f");
  CHECK(shown("\xC2\x9B"
              "2J\xE2\x80\xA8") == "\\u009b2J\\u2028");
  CHECK(shown("caf\xE9") == "caf\\xe9");
  CHECK(rc::check([&](const std::string& text) {
    const std::string out = shown(text);
    RC_ASSERT(is_utf8(out));
    RC_ASSERT(out.find_first_of("\x1b\r\b\a") == std::string::npos);
  }));
}

TEST_CASE("a line break in an event's data begins another data line, and none gets into its id") {
  CHECK(event({"7", "change", "{}"}) == "id: 7\nevent: change\ndata: {}\n\n");
  CHECK(event({"", "", "a\nb"}) == "data: a\ndata: b\n\n");
  CHECK(event({"", "", "a\r\nb\rc"}) == "data: a\ndata: b\ndata: c\n\n");
  CHECK(event({"", "", "a\n"}) == "data: a\ndata: \n\n");
  CHECK(event({"1\ndata: x", "e\r\n\nid: 9", ""}) == "id: 1data: x\nevent: eid: 9\n\n");
  CHECK(event({"f1", "", ""}) == "id: f1\n\n");
}

TEST_CASE("no text ends an attribute or begins a tag of HTML, and a reader gets it back") {
  CHECK(rc::check([](const std::string& text) {
    std::string escaped;
    append_html_text(escaped, text);
    RC_ASSERT(escaped.find_first_of("<>\"'") == std::string::npos);
    const std::pair<std::string_view, char> references[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
    std::string read;
    for (std::size_t i = 0; i < escaped.size();) {
      const auto* known = std::find_if(std::begin(references), std::end(references), [&](const auto& one) {
        return escaped.compare(i, one.first.size(), one.first) == 0;
      });
      const bool plain = known == std::end(references);
      RC_ASSERT(!plain || escaped[i] != '&');
      read += plain ? escaped[i] : known->second;
      i += plain ? 1 : known->first.size();
    }
    RC_ASSERT(read == text);
  }));
}
