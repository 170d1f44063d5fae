#include "openid/provider_facts.h"

#include <catch2/catch.hpp>

#include "openid/jwk.h"
#include "openid/limits.h"

namespace suggestd::openid {
namespace {

constexpr std::string_view kIssuer = "https://login.example/a";

std::string described(std::string_view issuer, std::string_view more = "") {
  return fmt::format(R"({{"issuer":"{}","authorization_endpoint":"https://login.example/go?a=b",
"token_endpoint":"https://login.example/token","jwks_uri":"https://keys.example/"{}}})",
                     issuer, more);
}

TEST_CASE("a description is that of its issuer, to the letter") {
  const auto read = read_discovery(described(kIssuer), kIssuer);
  REQUIRE(read.ok());
  CHECK(read->authorization == "https://login.example/go?a=b");
  CHECK_FALSE(read->secret_in_body);
  CHECK_FALSE(read->tells_issuer);
  for (const char* other :
       {"https://login.example/a/", "https://login.example/A", "https://login.example", ""})
    CHECK_FALSE(read_discovery(described(other), kIssuer).ok());
  CHECK_FALSE(read_discovery("[]", kIssuer).ok());
  CHECK_FALSE(read_discovery("{}", kIssuer).ok());
}

TEST_CASE("a description tells how the secret is sent, and whether answers name their issuer") {
  const auto read = read_discovery(
      described(kIssuer, R"(,"token_endpoint_auth_methods_supported":["private_key_jwt","client_secret_post"],
"authorization_response_iss_parameter_supported":true)"),
      kIssuer);
  REQUIRE(read.ok());
  CHECK(read->secret_in_body);
  CHECK(read->tells_issuer);
}

TEST_CASE("the description lies where the standard has it") {
  CHECK(discovery_address("https://a.example") == "https://a.example/.well-known/openid-configuration");
  CHECK(discovery_address("https://a.example/r/") == "https://a.example/r/.well-known/openid-configuration");
}

TEST_CASE("keys that can't verify an ID token are passed over") {
  const http::Signer signer(http::TokenAlgorithm::eddsa);
  const std::string set = fmt::format(
      R"({{"keys":[{{"kty":"oct","kid":"k1","k":"{}"}},7,{{"kty":"EC","crv":"P-521","kid":"k1"}},{},{},{}]}})",
      std::string(64, 'A'), jwk_of(signer, "k1", R"(,"use":"enc")"), jwk_of(signer, "k2", R"(,"use":"sig")"),
      jwk_of(signer, "k3"));
  const auto keys = ProviderKeys::read(set);
  REQUIRE(keys.ok());
  CHECK(keys->size() == 2);
  CHECK(keys->find("k1", "HS256") == nullptr);
  CHECK(keys->find("k1", "EdDSA") == nullptr);
  CHECK(keys->find("k2", "EdDSA") != nullptr);
  CHECK(keys->find("k2", "RS256") == nullptr);
  CHECK(keys->find("", "EdDSA") == nullptr);  // which of the two?
  CHECK_FALSE(ProviderKeys::read(R"({"keys":{}})").ok());
  CHECK_FALSE(ProviderKeys::read("nothing").ok());
}

TEST_CASE("the only key needs no name, and two of one name are nobody's") {
  const http::Signer signer(http::TokenAlgorithm::eddsa);
  const auto one = ProviderKeys::read(fmt::format(R"({{"keys":[{}]}})", jwk_of(signer, "k1")));
  REQUIRE(one.ok());
  CHECK(one->find("", "EdDSA") != nullptr);
  const auto two = ProviderKeys::read(fmt::format(R"({{"keys":[{0},{0}]}})", jwk_of(signer, "k1")));
  REQUIRE(two.ok());
  CHECK(two->find("k1", "EdDSA") == nullptr);
}

TEST_CASE("only so many keys are looked at") {
  const http::Signer signer(http::TokenAlgorithm::eddsa);
  std::string list;
  for (std::uint64_t i = 0; i <= limits::kProviderKeys.most; ++i)
    list += fmt::format("{}{}", list.empty() ? "" : ",", jwk_of(signer, fmt::format("k{}", i)));
  const auto keys = ProviderKeys::read(fmt::format(R"({{"keys":[{}]}})", list));
  REQUIRE(keys.ok());
  CHECK(keys->size() == limits::kProviderKeys.most);
}

}  // namespace
}  // namespace suggestd::openid
