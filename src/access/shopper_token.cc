#include "access/shopper_token.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "access/limits.h"
#include "base/base64url.h"
#include "base/ids.h"
#include "records/json_reader.h"

namespace suggestd::http {
namespace {

constexpr double kLatestSecond = 1e11;  // the year 5138

Error refused(std::string_view why) {
  return Error(ErrorKind::denied, fmt::format("the shopper's token {}", why));
}

struct Parts {
  std::string_view header;
  std::string_view claims;
  std::string_view signature;
};

Parts parts_of(std::string_view text) {
  const std::size_t first = text.find('.');
  const std::size_t second = text.find('.', first + 1);
  return {text.substr(0, first), text.substr(first + 1, second - first - 1), text.substr(second + 1)};
}

Result<JsonDocument> object_of(std::string_view part, std::string_view name) {
  const auto bytes = decode_base64url(part);
  if (!bytes) return refused(fmt::format("has a {} that is no base64url", name));
  auto document = parse_json(*bytes);
  if (!document || !document->root().is_object())
    return refused(fmt::format("has a {} that is no JSON object", name));
  return document;
}

// A text of 1 to kMaxIdBytes; "" if it is missing or something else.
std::string text_of(const Json& value) {
  const auto* text = value.get_ptr<const std::string*>();
  return text != nullptr && check_id(*text) ? *text : std::string();
}

std::string member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? std::string() : text_of(*found);
}

// Nothing if it is missing; an error if it is no second of this age.
Result<std::optional<Timestamp>> moment(const Json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end()) return std::optional<Timestamp>();
  const double seconds = found->is_number() ? found->get<double>() : -1;
  if (!(seconds >= 0 && seconds < kLatestSecond))
    return refused(fmt::format("has a `{}` that is no number of seconds since 1970", name));
  return std::optional(Timestamp(std::chrono::microseconds(std::llround(seconds * 1e6))));
}

Status read_header(const Json& header, ShopperToken& token) {
  if (header.contains("crit")) return refused("has a `crit`, which no token for this server needs");
  const auto type = header.find("typ");
  if (type != header.end() && *type != "JWT") return refused("has a `typ` other than JWT");
  token.key_id = member(header, "kid");
  token.algorithm = member(header, "alg");
  if (token.key_id.empty())
    return refused("names no key: its header needs the `kid` under which the shop registered it");
  return {};
}

Status read_claims(const Json& claims, ShopperToken& token) {
  token.user_id = member(claims, "sub");
  if (token.user_id.empty()) return refused("has no `sub`: the user_id of the person");
  const auto audience = claims.find("aud");
  const bool one = audience != claims.end() && audience->is_array() && audience->size() == 1;
  if (audience != claims.end()) token.shop = text_of(one ? audience->front() : *audience);
  if (token.shop.empty()) return refused("has no `aud`: the one shop that it is for");
  const auto expires = moment(claims, "exp");
  const auto not_before = moment(claims, "nbf");
  const auto issued = moment(claims, "iat");
  for (const auto* time : {&expires, &not_before, &issued}) {
    if (!*time) return time->error();
  }
  if (!*expires) return refused("has no `exp`: it must end, at most 24 hours from now");
  token.expires = **expires;
  token.not_before = *not_before;
  token.issued = *issued;
  return {};
}

}  // namespace

bool looks_like_token(std::string_view credential) {
  return std::count(credential.begin(), credential.end(), '.') == 2;
}

Result<ShopperToken> read_token(std::string_view text) {
  if (text.size() > limits::kTokenBytes.most)
    return refused(fmt::format("has {} bytes; at most {} are read", text.size(), limits::kTokenBytes.most));
  if (!looks_like_token(text)) return refused("has not the three parts of a JSON Web Token");
  const Parts parts = parts_of(text);
  ShopperToken token;
  const auto header = object_of(parts.header, "header");
  if (!header) return header.error();
  if (Status read = read_header(header->root(), token); !read) return std::move(read).error();
  const auto claims = object_of(parts.claims, "payload");
  if (!claims) return claims.error();
  if (Status read = read_claims(claims->root(), token); !read) return std::move(read).error();
  auto signature = decode_base64url(parts.signature);
  if (!signature || signature->empty()) return refused("has no signature");
  token.signature = *std::move(signature);
  token.signed_part = text.substr(0, parts.header.size() + 1 + parts.claims.size());
  return token;
}

Status check_token(const ShopperToken& token, const VerificationKey& key, Timestamp now) {
  if (token.algorithm != token_algorithm_name(key.algorithm())) {
    return refused(fmt::format("says `alg` '{}', and its key '{}' is for {}", token.algorithm, token.key_id,
                               token_algorithm_name(key.algorithm())));
  }
  if (!key.verifies(token.signed_part, token.signature))
    return refused(fmt::format("was not signed by its key '{}'", token.key_id));
  if (token.expires + kTokenLeeway <= now)
    return refused(fmt::format("has ended at {}; sign the shopper a new one", to_rfc3339(token.expires)));
  if (token.expires > now + kLongestTokenLife + kTokenLeeway) {
    return refused(fmt::format("ends at {}, more than 24 hours from now; let it live shorter",
                               to_rfc3339(token.expires)));
  }
  if (std::max(token.not_before.value_or(now), token.issued.value_or(now)) > now + kTokenLeeway)
    return refused("holds only later: compare the clocks of the two servers");
  return {};
}

}  // namespace suggestd::http
