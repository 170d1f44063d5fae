// IP addresses and ranges of them, IPv4 and IPv6 alike.
//
// Threads  plain values.
#pragma once

#include <sys/socket.h>

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suggestd {

// An IPv6 address, or an IPv4 one as ::ffff:a.b.c.d.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};

  // Errors: invalid.
  static Result<IpAddress> parse(std::string_view text);
  static IpAddress of_v4(const std::array<std::uint8_t, 4>& four) noexcept;
  // Requires: an address of the family AF_INET or AF_INET6.
  static IpAddress of(const sockaddr& address);
  bool is_v4() const noexcept;
  // The network that one client has for itself: of IPv6 the first 64 bits, whose others are its to choose (RFC 4291,
  // section 2.5.1); an IPv4 address itself.
  IpAddress network() const noexcept;
  std::string text() const;
  auto operator<=>(const IpAddress&) const = default;
};

struct IpRange {
  IpAddress first;
  unsigned bits = 0;  // that are fixed, of 128

  // "10.0.0.0/8", "fd00::/8", "192.168.1.5". Errors: invalid, also for bits behind the mask.
  static Result<IpRange> parse(std::string_view text);
  bool holds(const IpAddress& address) const noexcept;
};

// Ranges with commas between, as the configuration keeps a list of them: "10.0.0.0/8,fd00::/8". "" holds none.
// Errors: invalid, naming the first that is no range.
Result<std::vector<IpRange>> parse_ranges(std::string_view text);

bool any_holds(const std::vector<IpRange>& ranges, const IpAddress& address) noexcept;

}  // namespace suggestd
