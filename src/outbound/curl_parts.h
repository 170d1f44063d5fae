// The parts of libcurl that all calls of this layer share: a handle with the rules that hold for each of them, and the check of
// the address at the connect.
//
// Trust    certificates are verified, with the machine's authorities and those of `ca_file`; TLS 1.2 at least. Proxies
//          and .netrc are not used, whatever the environment says.
// Threads  a handle is one thread's; the functions are any's.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "outbound/address_rules.h"

namespace suggestd::outbound {

struct FreeCurlHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeCurlLines {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlHandle = std::unique_ptr<CURL, FreeCurlHandle>;
using CurlLines = std::unique_ptr<curl_slist, FreeCurlLines>;

// Null if memory ran out. `ca_file` "": the machine's authorities alone.
CurlHandle new_curl_handle(const std::string& ca_file);
CurlLines curl_lines(const std::vector<std::string>& lines);

// A socket for this very address; CURL_SOCKET_BAD, with the reason in `denied`, if the rules refuse it.
curl_socket_t open_checked_socket(const curl_sockaddr& to, const AddressRules& rules,
                                  std::optional<Error>& denied);

// `detail`: what CURLOPT_ERRORBUFFER holds. Denied for a certificate that is wrong, since it stays so; else io.
Error curl_error(CURLcode code, const char* detail);

}  // namespace suggestd::outbound
