#include "outbound/address_rules.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>

#include <fmt/format.h>

namespace suggestd::outbound {
namespace {

// Ranges of IPv4 that are not global unicast.
constexpr std::array kSpecialV4 = {"0.0.0.0/8",      "10.0.0.0/8",     "100.64.0.0/10", "127.0.0.0/8",
                                   "169.254.0.0/16", "172.16.0.0/12",  "192.0.0.0/24",  "192.0.2.0/24",
                                   "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
                                   "203.0.113.0/24", "224.0.0.0/4",    "240.0.0.0/4"};
// Global unicast of IPv6, and the ranges inside it that are special: protocol assignments with Teredo,
// documentation. 6to4 is looked into instead.
constexpr const char* kGlobalV6 = "2000::/3";
constexpr std::array kSpecialV6 = {"2001::/23", "2001:db8::/32", "3fff::/20"};

std::vector<IpRange> ranges(std::span<const char* const> texts) {
  std::vector<IpRange> all;
  for (const char* text : texts) all.push_back(*IpRange::parse(text));
  return all;
}

IpAddress v4_at(const IpAddress& address, std::size_t offset) {
  std::array<std::uint8_t, 4> four{};
  std::copy_n(address.bytes.begin() + static_cast<std::ptrdiff_t>(offset), four.size(), four.begin());
  return IpAddress::of_v4(four);
}

// The IPv4 address to which a translator on the way would lead.
std::optional<IpAddress> translated(const IpAddress& address) {
  static const IpRange well_known = *IpRange::parse("64:ff9b::/96");
  static const IpRange six_to_four = *IpRange::parse("2002::/16");
  if (well_known.holds(address)) return v4_at(address, 12);
  if (six_to_four.holds(address)) return v4_at(address, 2);
  return std::nullopt;
}

bool is_global(const IpAddress& address) {
  static const std::vector<IpRange> special_v4 = ranges(kSpecialV4);
  static const std::vector<IpRange> special_v6 = ranges(kSpecialV6);
  static const IpRange global_v6 = *IpRange::parse(kGlobalV6);
  if (address.is_v4()) return !any_holds(special_v4, address);
  if (const auto inner = translated(address)) return is_global(*inner);
  return global_v6.holds(address) && !any_holds(special_v6, address);
}

}  // namespace

Status AddressRules::check(const IpAddress& address) const {
  if (is_global(address) || any_holds(allowed_, address)) return {};
  return Error(ErrorKind::denied,
               fmt::format("{} is no address of the public internet, and outbound.allowed_private "
                           "does not list it",
                           address.text()));
}

}  // namespace suggestd::outbound
