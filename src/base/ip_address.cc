#include "base/ip_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include <fmt/format.h>

namespace suggestd {
namespace {

constexpr unsigned kMappedBits = 96;
constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

constexpr std::size_t kNetworkBytes = 8;

}  // namespace

Result<IpAddress> IpAddress::parse(std::string_view text) {
  const std::string spelled(text);
  IpAddress address;
  if (::inet_pton(AF_INET6, spelled.c_str(), address.bytes.data()) == 1) return address;
  std::array<std::uint8_t, 4> four{};
  if (::inet_pton(AF_INET, spelled.c_str(), four.data()) == 1) return of_v4(four);
  return invalid(fmt::format("'{}' is no IP address", text));
}

IpAddress IpAddress::of_v4(const std::array<std::uint8_t, 4>& four) noexcept {
  IpAddress ip;
  std::ranges::copy(kMapped, ip.bytes.begin());
  std::ranges::copy(four, ip.bytes.begin() + kMapped.size());
  return ip;
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
    std::array<std::uint8_t, 4> four{};
    std::memcpy(four.data(), &v4.sin_addr, four.size());
    ip = of_v4(four);
  }
  return ip;
}

bool IpAddress::is_v4() const noexcept { return std::equal(kMapped.begin(), kMapped.end(), bytes.begin()); }

IpAddress IpAddress::network() const noexcept {
  IpAddress network = *this;
  if (!is_v4()) std::fill(network.bytes.begin() + kNetworkBytes, network.bytes.end(), std::uint8_t{0});
  return network;
}

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

Result<std::vector<IpRange>> parse_ranges(std::string_view text) {
  std::vector<IpRange> ranges;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const auto range = IpRange::parse(text.substr(0, comma));
    if (!range) return range.error();
    ranges.push_back(*range);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return ranges;
}

bool any_holds(const std::vector<IpRange>& ranges, const IpAddress& address) noexcept {
  return std::ranges::any_of(ranges, [&](const IpRange& range) { return range.holds(address); });
}

}  // namespace suggestd
