// Tokens, keys and reports of pages as anybody can send them: reading never crashes, and no token holds that the key's
// owner did not sign.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "access/origin.h"
#include "access/shopper_token.h"
#include "access/visitor_id.h"
#include "base/base64url.h"
#include "records/json_reader.h"
#include "records/page_events.h"

using namespace suggestd;

namespace {

// The secret is known to nobody but this file: what holds under it would be a forgery.
const http::VerificationKey& key() {
  static const http::VerificationKey made =
      *http::VerificationKey::of_secret("a secret that no input of this holds");
  return made;
}

void read_as_token(std::string_view text) {
  const auto token = http::read_token(text);
  if (!token) return;
  const Timestamp now = token->expires - std::chrono::seconds(1);
  if (http::check_token(*token, key(), now)) std::abort();
  if (!text.starts_with(token->signed_part) || token->user_id.empty() || token->shop.empty()) std::abort();
}

// A payload of any content, in a token whose form is right.
void read_as_claims(std::string_view text) {
  const std::string header = encode_base64url(R"({"alg":"HS256","kid":"k"})");
  read_as_token(header + "." + encode_base64url(text) + ".AA");
  read_as_token(encode_base64url(text) + "." + encode_base64url(R"({"sub":"u","aud":"s","exp":1})") + ".AA");
}

void read_as_key(std::string_view text) {
  using http::TokenAlgorithm;
  for (const auto algorithm : {TokenAlgorithm::rs256, TokenAlgorithm::es256, TokenAlgorithm::eddsa}) {
    const auto made = http::VerificationKey::of_pem(algorithm, text);
    if (made && !http::VerificationKey::of_pem(algorithm, made->pem())) std::abort();
  }
  const auto json = parse_json(text);
  if (json) (void)http::VerificationKey::of_jwk(json->root());
}

void read_as_page(std::string_view text) {
  const auto events = read_page_events(text, Timestamp{});
  if (events && events->size() > kMaxPageEvents) std::abort();
  const auto origin = http::parse_origin(text);
  if (origin && *http::parse_origin(*origin) != *origin) std::abort();
  (void)http::VisitorId::parse(text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  read_as_token(text);
  read_as_claims(text);
  read_as_key(text);
  read_as_page(text);
  return 0;
}
