#include "access/origin.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>

#include <fmt/format.h>

namespace suggestd::http {
namespace {

constexpr std::string_view kExample = "an origin is a scheme, a host and a port: https://shop.example";
constexpr std::size_t kMostBytes = 300;

Error no_origin(std::string_view text, std::string_view why) {
  return invalid(fmt::format("'{}' {}; {}", text.substr(0, kMostBytes), why, kExample));
}

bool is_host_letter(unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_'; }
bool is_address_letter(unsigned char c) { return std::isxdigit(c) != 0 || c == ':' || c == '.'; }

// A name, an IPv4 address, or an IPv6 address in brackets.
bool is_host(std::string_view host) {
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) {
    const std::string_view address = host.substr(1, host.size() - 2);
    return std::all_of(address.begin(), address.end(), is_address_letter);
  }
  return !host.empty() && host.front() != '.' && std::all_of(host.begin(), host.end(), is_host_letter);
}

// The host and the digits behind its colon, "" if there is no colon.
std::pair<std::string_view, std::string_view> cut_port(std::string_view authority) {
  const std::size_t host_end = authority.starts_with('[') ? authority.find(']') : 0;
  const std::size_t colon = authority.find(':', std::min(host_end, authority.size()));
  if (colon == std::string_view::npos) return {authority, ""};
  return {authority.substr(0, colon), authority.substr(colon)};
}

}  // namespace

Result<std::string> parse_origin(std::string_view text) {
  if (text.size() > kMostBytes) return no_origin(text, "is too long");
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  const std::string_view origin = lower;
  const std::size_t scheme_end = origin.find("://");
  const std::string_view scheme = origin.substr(0, std::min(scheme_end, origin.size()));
  if (scheme_end == std::string_view::npos || (scheme != "https" && scheme != "http"))
    return no_origin(text, "does not begin with https:// or http://");
  const auto [host, port] = cut_port(origin.substr(scheme_end + 3));
  if (origin.find('/', scheme_end + 3) != std::string_view::npos)
    return no_origin(text, "has a path: an origin ends with its host, or its port");
  if (!is_host(host)) return no_origin(text, "has no host, or more than one");
  const std::string plain = fmt::format("{}://{}", scheme, host);
  if (port.empty()) return plain;
  std::uint16_t number = 0;
  const auto [end, failed] = std::from_chars(port.data() + 1, port.data() + port.size(), number);
  if (failed != std::errc() || end != port.data() + port.size() || number == 0)
    return no_origin(text, "has no port behind its colon");
  const bool usual = number == (scheme == "https" ? 443 : 80);
  return usual ? plain : fmt::format("{}:{}", plain, number);
}

}  // namespace suggestd::http
