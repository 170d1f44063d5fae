// The client that a request comes from, if proxies stand between.
//
// Trust    a proxy's word counts only if its address is listed. The way is walked from the server outwards: the
//          socket's address (whoever can open a Unix socket counts as listed as soon as any proxy is), then the one that each listed proxy says it was called from, up to the first that is not
//          listed. A client's own words stand further out and are never reached.
// Unread   a hop that can't be read ("unknown", "_hidden", a broken quote) ends the walk at the proxy that told it.
// Source   RFC 7239 for Forwarded; X-Forwarded-For and X-Forwarded-Proto as proxies write them.
// Threads  pure functions.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "base/ip_address.h"

namespace suggestd::http {

// The header by which the proxies tell. Only one is read: a proxy passes the other one on as its client sent it.
enum class ForwardedBy { x_forwarded_for, forwarded };

struct ProxyTrust {
  std::vector<IpRange> proxies;
  ForwardedBy told_by = ForwardedBy::x_forwarded_for;

  bool trusts(const IpAddress& address) const noexcept { return any_holds(proxies, address); }
};

struct Sender {
  std::optional<IpAddress> address;  // nothing on a Unix socket
  bool over_tls = false;             // the sender's own connection, to us or to the outermost listed proxy
};

// All lines of one header, in order. The views live as long as the request.
using HeaderLines = std::function<std::vector<std::string_view>(std::string_view name)>;

// `socket`: the other end of the connection. Cost: that of finding the lines, and only for a listed proxy.
Sender sender_behind(const Sender& socket, const ProxyTrust& trust, const HeaderLines& lines);

}  // namespace suggestd::http
