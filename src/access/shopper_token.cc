#include "access/shopper_token.h"

#include <algorithm>

#include <fmt/format.h>

#include "access/limits.h"
#include "base/ids.h"

namespace suggestd::http {
namespace {

constexpr std::string_view kWords = "the shopper's token";

// The one audience; "" if there is none, or there are several.
std::string audience_of(const SignedToken& token) {
  const auto audience = token.claims.root().find("aud");
  if (audience == token.claims.root().end() || !audience->is_array()) return token.text("aud");
  const auto* one = audience->size() == 1 ? audience->front().get_ptr<const std::string*>() : nullptr;
  return one != nullptr && check_id(*one) ? *one : std::string();
}

}  // namespace

bool looks_like_token(std::string_view credential) {
  return std::count(credential.begin(), credential.end(), '.') == 2;
}

Result<ShopperToken> read_token(std::string_view text) {
  auto read = read_signed_token(text, kWords, limits::kTokenBytes.most);
  if (!read) return std::move(read).error();
  if (read->key_id.empty())
    return read->refused("names no key: its header needs the `kid` under which the shop registered it");
  ShopperToken token{*std::move(read), {}, {}, {}, {}, {}};
  token.user_id = token.text("sub");
  if (token.user_id.empty()) return token.refused("has no `sub`: the user_id of the person");
  token.shop = audience_of(token);
  if (token.shop.empty()) return token.refused("has no `aud`: the one shop that it is for");
  const auto expires = token.moment("exp");
  const auto not_before = token.moment("nbf");
  const auto issued = token.moment("iat");
  for (const auto* time : {&expires, &not_before, &issued}) {
    if (!*time) return time->error();
  }
  if (!*expires) return token.refused("has no `exp`: it must end, at most 24 hours from now");
  token.expires = **expires;
  token.not_before = *not_before;
  token.issued = *issued;
  return token;
}

Status check_token(const ShopperToken& token, const VerificationKey& key, Timestamp now) {
  if (Status checked = token.check_signature(key); !checked) return checked;
  if (token.expires + kTokenLeeway <= now)
    return token.refused(
        fmt::format("has ended at {}; sign the shopper a new one", to_rfc3339(token.expires)));
  if (token.expires > now + kLongestTokenLife + kTokenLeeway) {
    return token.refused(fmt::format("ends at {}, more than 24 hours from now; let it live shorter",
                                     to_rfc3339(token.expires)));
  }
  if (std::max(token.not_before.value_or(now), token.issued.value_or(now)) > now + kTokenLeeway)
    return token.refused("holds only later: compare the clocks of the two servers");
  return {};
}

}  // namespace suggestd::http
