#include "records/json_place.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/utf8.h"

namespace suggestd {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::size_t kShownBytes = 20;

struct Beginning {
  std::string_view bytes;
  std::string_view what;
};

constexpr std::array kBeginnings{
    Beginning{"\x1F\x8B", "is packed with gzip: send it with 'Content-Encoding: gzip'"},
    Beginning{{"\x28\xB5\x2F\xFD", 4},
              "is packed with zstd, which is not read here: send it plain or as gzip"},
    Beginning{{"PK\x03\x04", 4}, "is a zip archive, which is not read here: send it plain or as gzip"},
    Beginning{{"\xFF\xFE", 2}, "is UTF-16: send it as UTF-8"},
    Beginning{{"\xFE\xFF", 2}, "is UTF-16: send it as UTF-8"},
    Beginning{{"<", 1}, "is XML or HTML: send JSON"},
};

// The word or sign at `offset`, as JSON text.
std::string shown(std::string_view text, std::size_t offset) {
  const std::string_view rest = text.substr(offset);
  std::size_t end = std::min({rest.find_first_of(" \t\r\n,:{}[]\"", 1), kShownBytes, rest.size()});
  while (end > 1 && end < rest.size() && (static_cast<unsigned char>(rest[end]) & 0xC0U) == 0x80U) --end;
  std::string out;
  append_json_string(out, rest.substr(0, end));
  return out;
}

// Where the token begins that ends or goes on at `offset`; within a text it is `offset` itself.
std::size_t token_begin(std::string_view text, std::size_t offset) {
  constexpr std::string_view kEnds = " \t\r\n,:{}[]\"";
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    if (text[at] == '"') {
      while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
      if (offset > at && offset < end) return offset;
      ++end;
    } else if (kEnds.find(text[at]) == std::string_view::npos) {
      end = std::min(text.find_first_of(kEnds, at), text.size());
    }
    if (offset < end) return at;
    at = end;
  }
  return offset;
}

// The last byte before `offset` that is no blank; NUL if there is none.
char before(std::string_view text, std::size_t offset) {
  const std::size_t at = text.substr(0, offset).find_last_not_of(kBlanks);
  return at == std::string_view::npos ? '\0' : text[at];
}

// Where `text` stops being UTF-8; its length if it does not.
std::size_t not_utf8_at(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = utf8_length(text.substr(at));
    if (length == 0) break;
    at += length;
  }
  return at;
}

std::string_view likely_cause(std::string_view text, std::size_t offset) {
  const char here = text[offset];
  const char last = before(text, offset);
  if ((here == '}' || here == ']') && last == ',') return "; a comma stands before it and nothing follows";
  if (here == '\'') return "; texts and names stand in double quotes";
  if (here == '/' || here == '#') return "; JSON has no comments";
  if (static_cast<unsigned char>(here) < 0x20)
    return "; a control character within a text is written as \\n, \\t or \\u0000";
  if (here == '{' && last == '}') return "; several documents go one a line, as application/x-ndjson";
  if (here == '"' && last != '\0' && last != ',' && last != '{' && last != '[' && last != ':')
    return "; a comma or a colon may be missing before it";
  return "";
}

}  // namespace

std::string place_in(std::string_view text, std::size_t offset) {
  const std::string_view head = text.substr(0, offset);
  const auto line = std::count(head.begin(), head.end(), '\n') + 1;
  const std::size_t begin = head.rfind('\n') == std::string_view::npos ? 0 : head.rfind('\n') + 1;
  const auto column = std::count_if(head.begin() + static_cast<std::ptrdiff_t>(begin), head.end(),
                                    [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
  return fmt::format("line {}, column {}", line, column + 1);
}

std::string unlike_json(std::string_view text) {
  if (text.empty()) return "is empty";
  for (const Beginning& beginning : kBeginnings) {
    if (text.starts_with(beginning.bytes)) return std::string(beginning.what);
  }
  if (text.find_first_not_of(kBlanks) == std::string_view::npos) return "holds nothing but blanks";
  return "";
}

std::string json_fault(std::string_view text, std::size_t offset) {
  if (offset >= text.size())
    return fmt::format("is no whole JSON: it ends at {} with something left open",
                       place_in(text, text.size()));
  if (text[offset] == '\0') return fmt::format("is no JSON at {}: there is a NUL", place_in(text, offset));
  if (const std::size_t bad = not_utf8_at(text.substr(0, offset + 4)); bad <= offset) {
    return fmt::format("is not UTF-8 at {}: byte 0x{:02X}; send it as UTF-8", place_in(text, bad),
                       static_cast<unsigned char>(text[bad]));
  }
  const std::size_t begin = token_begin(text, offset);
  return fmt::format("is no JSON at {}: {} can't stand there{}", place_in(text, begin), shown(text, begin),
                     likely_cause(text, begin));
}

}  // namespace suggestd
