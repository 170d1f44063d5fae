#include "outbound/web_address.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "outbound/limits.h"

namespace suggestd::outbound {
namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, FreeUrl>;

// "" if the address has no such part.
std::string part(const Url& url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url.get(), which, &text, flags) != CURLUE_OK) return "";
  std::string part = text;
  curl_free(text);
  return part;
}

bool has_blank_or_control(std::string_view text) {
  return std::ranges::any_of(text,
                             [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; });
}

}  // namespace

Result<WebAddress> WebAddress::parse(std::string_view text) {
  if (text.size() > limits::kOutboundAddress.most)
    return invalid(fmt::format("the address has more than {} bytes", limits::kOutboundAddress.most));
  if (has_blank_or_control(text)) return invalid("the address holds a blank or a control character");
  const Url url(curl_url());
  const std::string spelled(text);
  if (curl_url_set(url.get(), CURLUPART_URL, spelled.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
    return invalid("the address is none; one looks like https://shop.example/feed.xml");
  WebAddress address;
  address.scheme_ = part(url, CURLUPART_SCHEME);
  address.host_ = part(url, CURLUPART_HOST);
  address.port_ = part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  if (address.scheme_ != "http" && address.scheme_ != "https")
    return invalid(fmt::format("the address begins with '{}'; it must be http or https", address.scheme_));
  if (!part(url, CURLUPART_USER).empty() || !part(url, CURLUPART_PASSWORD).empty())
    return invalid("the address holds a name or a password; they don't belong there");
  if (address.host_.empty()) return invalid("the address has no host");
  curl_url_set(url.get(), CURLUPART_FRAGMENT, nullptr, 0);
  address.text_ = part(url, CURLUPART_URL);
  return address;
}

}  // namespace suggestd::outbound
