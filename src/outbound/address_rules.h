// The addresses that the server may connect to: those of the public internet, and ranges that the operator lists.
//
// Why       whoever may name an address could otherwise have the server ask machines that only it can reach: its
//           own administration, a router, a cloud's metadata at 169.254.169.254.
// Refused   all but global unicast, by the special-purpose registries of IANA (RFC 6890 and its updates). An IPv4
//           address inside an IPv6 one (mapped, NAT64 of RFC 6052 and 8215, 6to4) counts as itself.
// Threads   plain values and pure functions.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suggestd::outbound {

// An IPv6 address, or an IPv4 one as ::ffff:a.b.c.d.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};

  // Errors: invalid.
  static Result<IpAddress> parse(std::string_view text);
  // Requires: an address of the family AF_INET or AF_INET6.
  static IpAddress of(const sockaddr& address);
  bool is_v4() const noexcept;
  std::string text() const;
};

struct IpRange {
  IpAddress first;
  unsigned bits = 0;  // that are fixed, of 128

  // "10.0.0.0/8", "fd00::/8", "192.168.1.5". Errors: invalid, also for bits behind the mask.
  static Result<IpRange> parse(std::string_view text);
  bool holds(const IpAddress& address) const noexcept;
};

class AddressRules {
 public:
  explicit AddressRules(std::vector<IpRange> allowed = {}) : allowed_(std::move(allowed)) {}

  // Errors: denied, naming the address and the key of the configuration.
  Status check(const IpAddress& address) const;

 private:
  std::vector<IpRange> allowed_;
};

}  // namespace suggestd::outbound
