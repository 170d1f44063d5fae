#include "outbound/address_rules.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <span>

#include <fmt/format.h>

namespace suggestd::outbound {
namespace {

constexpr unsigned kMappedBits = 96;
constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

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

bool any_holds(const std::vector<IpRange>& ranges, const IpAddress& address) {
  return std::ranges::any_of(ranges, [&](const IpRange& range) { return range.holds(address); });
}

IpAddress v4_at(const IpAddress& address, std::size_t offset) {
  IpAddress inner;
  std::ranges::copy(kMapped, inner.bytes.begin());
  std::copy_n(address.bytes.begin() + static_cast<std::ptrdiff_t>(offset), 4, inner.bytes.begin() + 12);
  return inner;
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

Result<IpAddress> IpAddress::parse(std::string_view text) {
  const std::string spelled(text);
  IpAddress address;
  if (::inet_pton(AF_INET6, spelled.c_str(), address.bytes.data()) == 1) return address;
  std::ranges::copy(kMapped, address.bytes.begin());
  if (::inet_pton(AF_INET, spelled.c_str(), address.bytes.data() + kMapped.size()) == 1) return address;
  return invalid(fmt::format("'{}' is no IP address", text));
}

IpAddress IpAddress::of(const sockaddr& address) {
  IpAddress ip;
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    std::memcpy(ip.bytes.data(), &v6.sin6_addr, ip.bytes.size());
  } else {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    std::ranges::copy(kMapped, ip.bytes.begin());
    std::memcpy(ip.bytes.data() + kMapped.size(), &v4.sin_addr, sizeof v4.sin_addr);
  }
  return ip;
}

bool IpAddress::is_v4() const noexcept { return std::equal(kMapped.begin(), kMapped.end(), bytes.begin()); }

std::string IpAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool v4 = is_v4();
  ::inet_ntop(v4 ? AF_INET : AF_INET6, v4 ? bytes.data() + kMapped.size() : bytes.data(), text.data(),
              text.size());
  return text.data();
}

Result<IpRange> IpRange::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto first = IpAddress::parse(text.substr(0, slash));
  const Error wrong = invalid(fmt::format("'{}' is no range of addresses; one looks like 10.0.0.0/8", text));
  if (!first) return wrong;
  IpRange range{*first, 128};
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    unsigned bits = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    const unsigned before = first->is_v4() ? kMappedBits : 0;
    if (digits.empty() || problem != std::errc{} || end != digits.data() + digits.size() ||
        bits > 128 - before)
      return wrong;
    range.bits = before + bits;
  }
  for (unsigned bit = range.bits; bit < 128; ++bit) {
    if ((first->bytes[bit / 8] & (0x80U >> bit % 8)) != 0) return wrong;
  }
  return range;
}

bool IpRange::holds(const IpAddress& address) const noexcept {
  for (unsigned i = 0; i < 16 && i * 8 < bits; ++i) {
    const unsigned fixed = std::min(8U, bits - i * 8);
    const unsigned mask = 0xffU << (8 - fixed) & 0xffU;
    if (((first.bytes[i] ^ address.bytes[i]) & mask) != 0) return false;
  }
  return true;
}

Status AddressRules::check(const IpAddress& address) const {
  if (is_global(address) || any_holds(allowed_, address)) return {};
  return Error(ErrorKind::denied,
               fmt::format("{} is no address of the public internet, and outbound.allowed_private "
                           "does not list it",
                           address.text()));
}

}  // namespace suggestd::outbound
