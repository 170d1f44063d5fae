// The only way by which the server calls others: sign-in providers, feeds, webhooks, images.
//
// Addresses  http and https, without credentials (web_address.h). The address that a name stands for is checked at the
//            moment of each connect (address_rules.h), on the very socket address that is connected to: what a name
//            server answers a second time can't lead elsewhere. Redirects are followed for GET and HEAD, each as a
//            call of its own with all checks; never from https to http, and without `private_headers` to another
//            origin.
// Bounds     time of the connect and of the whole call, its redirects and tries included; bytes of the head, and of the
//            body after unpacking; redirects; tries (outbound/limits.h).
// Repeats    GET, HEAD, PUT and DELETE, and others that say so, are tried again after a failure of the network and
//            answers that may pass (retry.h).
// Trust      certificates are verified, with the machine's authorities and those of `ca_file`. Proxies, .netrc and
//            cookies are not used, whatever the environment says.
// Threads    any; each call has a connection of its own.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "outbound/address_rules.h"
#include "outbound/web_address.h"

namespace suggestd::outbound {

struct ClientOptions {
  AddressRules rules;
  std::string ca_file;                     // "": the machine's authorities alone
  std::chrono::milliseconds backoff{500};  // before the second try, about
};

using CallHeaders = std::vector<std::pair<std::string, std::string>>;

struct Call {
  std::string_view purpose;  // a label of metrics: "feed"
  std::string method = "GET";
  std::string address;
  CallHeaders headers;
  CallHeaders private_headers;  // such as Authorization; for the first origin alone
  std::string body;
  bool repeatable = false;  // also if the method isn't
  std::chrono::milliseconds connect_time{10'000};
  std::chrono::milliseconds total_time{60'000};
  std::size_t most_bytes = std::size_t{16} << 20U;  // of the answer's body, unpacked
  // Called for each piece of a body of status 200; an error ends the call. Without it the body is in the answer. A call
  // that has handed over a piece is not tried again.
  std::function<Status(std::string_view piece)> on_body;
  std::stop_token stop = {};
};

struct CallAnswer {
  int status = 0;
  CallHeaders headers;  // names in lower case
  std::string body;
  std::string address;  // where it came from, after redirects

  // "" if there is none.
  std::string_view header(std::string_view name) const;
};

class HttpClient {
 public:
  explicit HttpClient(ClientOptions options);

  // An answer of any status. Errors: invalid for the address or a header; denied for where it leads; too_large beyond
  // most_bytes; io for the network, certificates and time; busy if it was stopped.
  Result<CallAnswer> send(const Call& call) const;

 private:
  struct Exchange;

  Result<CallAnswer> follow(const Call& call, WebAddress address, std::chrono::steady_clock::time_point until,
                            bool& begun) const;
  Result<CallAnswer> exchange(Exchange& exchange) const;

  const ClientOptions options_;
};

}  // namespace suggestd::outbound
