#include "outbound/signature.h"

#include <algorithm>
#include <chrono>
#include <optional>

#include <fmt/format.h>

#include "base/base64url.h"
#include "base/hmac.h"

namespace suggestd::outbound {
namespace {

constexpr std::string_view kEncoded = "whsec_";
constexpr std::size_t kShortest = 24;
constexpr std::size_t kLongestEncoded = 64;
constexpr std::size_t kLongest = 256;

std::optional<std::string> from_base64(std::string_view text) {
  std::string plain(text.substr(0, text.find_last_not_of('=') + 1));
  std::ranges::replace(plain, '+', '-');
  std::ranges::replace(plain, '/', '_');
  return decode_base64url(plain);
}

// Nothing if it should be encoded and isn't.
std::optional<std::string> bytes_of(std::string_view secret) {
  if (!secret.starts_with(kEncoded)) return std::string(secret);
  return from_base64(secret.substr(kEncoded.size()));
}

}  // namespace

Status check_signing_secret(std::string_view secret) {
  const std::size_t longest = secret.starts_with(kEncoded) ? kLongestEncoded : kLongest;
  const std::optional<std::string> bytes = bytes_of(secret);
  if (!bytes) return invalid("begins with 'whsec_', but what follows is not Base64");
  if (bytes->size() < kShortest || bytes->size() > longest) {
    return invalid(fmt::format(
        "has {} bytes; it needs {} to {}: take 'whsec_' and the output of `openssl rand -base64 32`",
        bytes->size(), kShortest, longest));
  }
  return {};
}

CallHeaders signed_headers(std::string_view secret, std::string_view id, Timestamp at,
                           std::string_view body) {
  const std::string time =
      fmt::format("{}", std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count());
  const Sha256 code = hmac_sha256(bytes_of(secret).value_or(""), fmt::format("{}.{}.{}", id, time, body));
  const std::string text = encode_base64({reinterpret_cast<const char*>(code.data()), code.size()});
  return {{"webhook-id", std::string(id)},
          {"webhook-timestamp", time},
          {"webhook-signature", fmt::format("v1,{}", text)}};
}

}  // namespace suggestd::outbound
