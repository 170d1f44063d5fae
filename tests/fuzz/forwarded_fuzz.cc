// The header by which a proxy tells whom a request comes from: no bytes of a client's bring the server down, and
// none change what the proxy has written behind them, in the same line or in one of its own.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/forwarded.h"

using namespace suggestd;

namespace {

http::Sender sender(http::ForwardedBy told_by, const std::vector<std::string_view>& told) {
  static const std::vector<IpRange> proxies = *parse_ranges("10.0.0.0/24");
  static const http::Sender proxy{*IpAddress::parse("10.0.0.1"), false};
  return http::sender_behind(proxy, {proxies, told_by}, [&](std::string_view) { return told; });
}

void require(bool good) {
  if (!good) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const IpAddress client = *IpAddress::parse("198.51.100.7");
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto told_by : {http::ForwardedBy::x_forwarded_for, http::ForwardedBy::forwarded}) {
    const std::string added = told_by == http::ForwardedBy::forwarded ? "for=198.51.100.7" : "198.51.100.7";
    require(sender(told_by, {text}).address.has_value());
    require(sender(told_by, {text, added}).address == client);
    // A line that can't be read as a whole is passed over whole: the proxy itself is taken for the client.
    const std::string line = std::string(text) + ", " + added;
    const IpAddress told = *sender(told_by, {line}).address;
    require(told == client || told == *IpAddress::parse("10.0.0.1"));
  }
  return 0;
}
