#include "outbound/curl_parts.h"

#include <sys/socket.h>
#include <unistd.h>

#include <mutex>
#include <utility>

namespace suggestd::outbound {
namespace {

void start_curl() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

}  // namespace

CurlHandle new_curl_handle(const std::string& ca_file) {
  start_curl();
  CurlHandle handle(curl_easy_init());
  if (handle == nullptr) return handle;
  curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_PROXY, "");  // also when the environment names one
  curl_easy_setopt(handle.get(), CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(handle.get(), CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(handle.get(), CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!ca_file.empty()) curl_easy_setopt(handle.get(), CURLOPT_CAINFO, ca_file.c_str());
  return handle;
}

CurlLines curl_lines(const std::vector<std::string>& lines) {
  CurlLines list;
  for (const std::string& line : lines) {
    if (curl_slist* longer = curl_slist_append(list.get(), line.c_str())) {
      (void)list.release();
      list.reset(longer);
    }
  }
  return list;
}

curl_socket_t open_checked_socket(const curl_sockaddr& to, const AddressRules& rules,
                                  std::optional<Error>& denied) {
  if (to.family != AF_INET && to.family != AF_INET6) return CURL_SOCKET_BAD;
  if (Status checked = rules.check(IpAddress::of(to.addr)); !checked) {
    denied = std::move(checked).error();
    return CURL_SOCKET_BAD;
  }
  return ::socket(to.family, to.socktype | SOCK_CLOEXEC, to.protocol);
}

Error curl_error(CURLcode code, const char* detail) {
  const std::string words = *detail != '\0' ? detail : curl_easy_strerror(code);
  return code == CURLE_PEER_FAILED_VERIFICATION ? Error(ErrorKind::denied, words) : io_error(words);
}

}  // namespace suggestd::outbound
