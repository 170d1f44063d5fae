#include "openid/id_token.h"

#include <algorithm>

#include <fmt/format.h>

#include "access/account_record.h"
#include "openid/limits.h"

namespace suggestd::openid {
namespace {

constexpr std::string_view kWords = "the provider's ID token";

Status check_audience(const http::SignedToken& token, std::string_view client_id) {
  const Json& claims = token.claims.root();
  const auto audience = claims.find("aud");
  if (audience == claims.end()) return token.refused("has no `aud`");
  const auto is_us = [&](const Json& one) { return one.is_string() && one == client_id; };
  const bool many = audience->is_array();
  if (many ? std::ranges::none_of(*audience, is_us) : !is_us(*audience))
    return token.refused("is for another client: its `aud` is not the client_id");
  const bool told = claims.contains("azp");
  if (told ? !is_us(claims["azp"]) : many && audience->size() > 1)
    return token.refused("was made for another client: its `azp` is not the client_id");
  return {};
}

Status check_times(const http::SignedToken& token, Timestamp now) {
  const auto expires = token.moment("exp");
  const auto issued = token.moment("iat");
  const auto not_before = token.moment("nbf");
  for (const auto* time : {&expires, &issued, &not_before}) {
    if (!*time) return time->error();
  }
  if (!*expires || !*issued) return token.refused("lacks `exp` or `iat`");
  if (**expires + http::kTokenLeeway <= now) return token.refused("has ended");
  if (**issued + kOldestToken + http::kTokenLeeway <= now)
    return token.refused("is too old: compare the clocks of the two servers");
  if (std::max(**issued, not_before->value_or(now)) > now + http::kTokenLeeway)
    return token.refused("holds only later: compare the clocks of the two servers");
  return {};
}

bool says_verified(const http::SignedToken& token) {
  const auto found = token.claims.root().find("email_verified");
  return found != token.claims.root().end() && found->is_boolean() && found->get<bool>();
}

}  // namespace

Result<http::SignedToken> read_id_token(std::string_view text) {
  return http::read_signed_token(text, kWords, limits::kIdTokenBytes.most);
}

Result<Identity> check_id_token(const http::SignedToken& token, const http::VerificationKey& key,
                                const TokenTerms& terms, Timestamp now) {
  if (Status good = token.check_signature(key); !good) return std::move(good).error();
  if (token.text("iss") != terms.issuer) return token.refused("has another `iss` than the provider");
  if (Status good = check_audience(token, terms.client_id); !good) return std::move(good).error();
  if (Status good = check_times(token, now); !good) return std::move(good).error();
  if (terms.nonce.empty() || token.text("nonce") != terms.nonce)
    return token.refused("has not the `nonce` of this sign-in");
  Identity identity{.issuer = std::string(terms.issuer), .subject = token.text("sub"), .email = {}};
  if (identity.subject.empty()) return token.refused("has no `sub`");
  if (auto email = http::read_email(token.text("email"))) identity.email = *std::move(email);
  identity.email_verified = !identity.email.empty() && says_verified(token);
  return identity;
}

}  // namespace suggestd::openid
