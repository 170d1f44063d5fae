#include "access/signed_token.h"

#include "access/signed_tokens.h"

namespace suggestd::http {
namespace {

constexpr std::size_t kMost = 4096;

TEST_CASE("a token's claims are read by their kind") {
  const Signer signer(TokenAlgorithm::es256);
  const std::string text =
      token_of(signer, header_of(TokenAlgorithm::es256), R"({"a":"x","n":7,"t":1.5,"bad":"soon","e":""})");
  const auto token = read_signed_token(text, "the pass", kMost);
  REQUIRE(token.ok());
  CHECK(token->key_id == "k1");
  CHECK(token->text("a") == "x");
  CHECK(token->text("n").empty());
  CHECK(token->text("e").empty());
  CHECK(token->text("missing").empty());
  CHECK(token->moment("t")->value() == Timestamp(std::chrono::milliseconds(1500)));
  CHECK_FALSE(token->moment("missing")->has_value());
  CHECK(token->moment("bad").error().kind() == ErrorKind::denied);
  CHECK(token->check_signature(signer.verification_key()).ok());
}

TEST_CASE("a refusal says which token it is about") {
  const Signer signer(TokenAlgorithm::es256);
  const std::string text = token_of(signer, header_of(TokenAlgorithm::es256), "{}");
  CHECK(read_signed_token(text, "the pass", text.size()).ok());
  const auto long_one = read_signed_token(text, "the pass", text.size() - 1);
  REQUIRE_FALSE(long_one.ok());
  CHECK(long_one.error().message().starts_with("the pass has "));
  const auto other = read_signed_token(text, "the pass", kMost)
                         ->check_signature(Signer(TokenAlgorithm::es256).verification_key());
  REQUIRE_FALSE(other.ok());
  CHECK(other.error().message().starts_with("the pass was not signed"));
}

}  // namespace
}  // namespace suggestd::http
