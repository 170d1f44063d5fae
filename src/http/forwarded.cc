#include "http/forwarded.h"

#include <algorithm>
#include <cstddef>

#include "http/wire/characters.h"

namespace suggestd::http {
namespace {

// No way to a shop has more; what is longer was written to keep us busy.
constexpr std::size_t kMostHops = 32;
constexpr std::size_t kLongestLine = 8192;  // bytes

struct Hop {
  std::string_view node = {};   // "198.51.100.7", "[2001:db8::1]:4711", "unknown"
  std::string_view proto = {};  // "https"; "": not told
};

// The parts of `text` between separators that stand in no quotes; nothing if a quote does not end.
std::optional<std::vector<std::string_view>> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (text[i] == separator && !quoted) {
      parts.push_back(trim_blanks(text.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  if (quoted) return std::nullopt;
  parts.push_back(trim_blanks(text.substr(begin)));
  return parts;
}

std::string_view without_quotes(std::string_view value) {
  const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
  return quoted ? value.substr(1, value.size() - 2) : value;
}

// One element of Forwarded: 'for="[2001:db8::1]:4711";proto=https'. A name that is told twice takes its first value.
Hop read_element(std::string_view element) {
  Hop hop;
  for (const std::string_view pair : split(element, ';').value_or(std::vector<std::string_view>())) {
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = without_quotes(pair.substr(std::min(equals + 1, pair.size())));
    if (same_word(pair.substr(0, equals), "for") && hop.node.empty()) hop.node = value;
    if (same_word(pair.substr(0, equals), "proto") && hop.proto.empty()) hop.proto = value;
  }
  return hop;
}

// The hops of a line, the client's first; nothing if the line can't be read.
std::optional<std::vector<Hop>> read_line(std::string_view line, ForwardedBy told_by) {
  if (line.size() > kLongestLine) return std::nullopt;
  const auto elements = split(line, ',');
  if (!elements) return std::nullopt;
  std::vector<Hop> hops;
  for (const std::string_view element : *elements)
    hops.push_back(told_by == ForwardedBy::forwarded ? read_element(element) : Hop{element});
  return hops;
}

// "198.51.100.7", "198.51.100.7:4711", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:4711".
std::optional<IpAddress> read_node(std::string_view node) {
  if (!node.empty() && node.front() == '[') {
    const std::size_t end = node.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    node = node.substr(1, end - 1);
  } else if (std::ranges::count(node, ':') == 1) {
    node = node.substr(0, node.find(':'));
  }
  const auto address = IpAddress::parse(node);
  return address ? std::optional(*address) : std::nullopt;
}

// The nearest proxy's word on how it was called; what a client sent stands before it.
bool told_https(const HeaderLines& lines, bool untold) {
  const std::vector<std::string_view> told = lines("X-Forwarded-Proto");
  if (told.empty()) return untold;
  const std::size_t comma = told.back().rfind(',');
  const std::string_view last = comma == std::string_view::npos ? told.back() : told.back().substr(comma + 1);
  return same_word(trim_blanks(last), "https");
}

}  // namespace

Sender sender_behind(const Sender& socket, const ProxyTrust& trust, const HeaderLines& lines) {
  Sender from = socket;
  const bool listed = from.address ? trust.trusts(*from.address) : !trust.proxies.empty();
  if (!listed) return from;
  const bool standard = trust.told_by == ForwardedBy::forwarded;
  if (!standard) from.over_tls = told_https(lines, socket.over_tls);
  const std::vector<std::string_view> told = lines(standard ? "Forwarded" : "X-Forwarded-For");
  std::size_t walked = 0;
  for (auto line = told.rbegin(); line != told.rend(); ++line) {
    const auto hops = read_line(*line, trust.told_by);
    if (!hops) return from;
    for (auto hop = hops->rbegin(); hop != hops->rend(); ++hop) {
      const auto address = read_node(hop->node);
      if (!address || ++walked > kMostHops) return from;
      from.address = *address;
      if (!hop->proto.empty()) from.over_tls = same_word(hop->proto, "https");
      if (!trust.trusts(*address)) return from;
    }
  }
  return from;
}

}  // namespace suggestd::http
