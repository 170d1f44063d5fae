#include "access/signed_token.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/base64url.h"
#include "base/ids.h"
#include "records/json_reader.h"

namespace suggestd::http {
namespace {

constexpr double kLatestSecond = 1e11;  // the year 5138

Error refused_token(std::string_view words, std::string_view why) {
  return Error(ErrorKind::denied, fmt::format("{} {}", words, why));
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

Result<JsonDocument> object_of(std::string_view part, std::string_view name, std::string_view words) {
  const auto bytes = decode_base64url(part);
  if (!bytes) return refused_token(words, fmt::format("has a {} that is no base64url", name));
  auto document = parse_json(*bytes);
  if (!document || !document->root().is_object())
    return refused_token(words, fmt::format("has a {} that is no JSON object", name));
  return document;
}

std::string member(const Json& object, const char* name) {
  const auto found = object.find(name);
  const auto* text = found == object.end() ? nullptr : found->get_ptr<const std::string*>();
  return text != nullptr && check_id(*text) ? *text : std::string();
}

Status check_header(const Json& header, std::string_view words) {
  if (header.contains("crit"))
    return refused_token(words, "has a `crit`, which no token for this server needs");
  const auto type = header.find("typ");
  if (type != header.end() && *type != "JWT") return refused_token(words, "has a `typ` other than JWT");
  return {};
}

}  // namespace

Error SignedToken::refused(std::string_view why) const { return refused_token(words, why); }

std::string SignedToken::text(const char* name) const { return member(claims.root(), name); }

Result<std::optional<Timestamp>> SignedToken::moment(const char* name) const {
  const auto found = claims.root().find(name);
  if (found == claims.root().end()) return std::optional<Timestamp>();
  const double seconds = found->is_number() ? found->get<double>() : -1;
  if (!(seconds >= 0 && seconds < kLatestSecond))
    return refused(fmt::format("has a `{}` that is no number of seconds since 1970", name));
  return std::optional(Timestamp(std::chrono::microseconds(std::llround(seconds * 1e6))));
}

Status SignedToken::check_signature(const VerificationKey& key) const {
  if (algorithm != token_algorithm_name(key.algorithm())) {
    return refused(fmt::format("says `alg` '{}', and its key '{}' is for {}", algorithm, key_id,
                               token_algorithm_name(key.algorithm())));
  }
  if (!key.verifies(signed_part, signature))
    return refused(fmt::format("was not signed by its key '{}'", key_id));
  return {};
}

Result<SignedToken> read_signed_token(std::string_view text, std::string_view words, std::size_t most) {
  if (text.size() > most)
    return refused_token(words, fmt::format("has {} bytes; at most {} are read", text.size(), most));
  if (std::count(text.begin(), text.end(), '.') != 2)
    return refused_token(words, "has not the three parts of a JSON Web Token");
  const Parts parts = parts_of(text);
  const auto header = object_of(parts.header, "header", words);
  if (!header) return header.error();
  if (Status good = check_header(header->root(), words); !good) return std::move(good).error();
  auto claims = object_of(parts.claims, "payload", words);
  if (!claims) return std::move(claims).error();
  auto signature = decode_base64url(parts.signature);
  if (!signature || signature->empty()) return refused_token(words, "has no signature");
  return SignedToken{.words = words,
                     .key_id = member(header->root(), "kid"),
                     .algorithm = member(header->root(), "alg"),
                     .claims = *std::move(claims),
                     .signed_part = text.substr(0, parts.header.size() + 1 + parts.claims.size()),
                     .signature = *std::move(signature)};
}

}  // namespace suggestd::http
