// The addresses that the server may connect to: those of the public internet, and ranges that the operator lists.
//
// Why       whoever may name an address could otherwise have the server ask machines that only it can reach: its
//           own administration, a router, a cloud's metadata at 169.254.169.254.
// Refused   all but global unicast, by the special-purpose registries of IANA (RFC 6890 and its updates). An IPv4
//           address inside an IPv6 one (mapped, NAT64 of RFC 6052 and 8215, 6to4) counts as itself.
// Threads   plain values and pure functions.
#pragma once

#include <utility>
#include <vector>

#include "base/ip_address.h"
#include "base/result.h"

namespace suggestd::outbound {

class AddressRules {
 public:
  explicit AddressRules(std::vector<IpRange> allowed = {}) : allowed_(std::move(allowed)) {}

  // Errors: denied, naming the address and the key of the configuration.
  Status check(const IpAddress& address) const;

 private:
  std::vector<IpRange> allowed_;
};

}  // namespace suggestd::outbound
