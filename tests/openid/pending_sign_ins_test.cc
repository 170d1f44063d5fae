#include "openid/pending_sign_ins.h"

#include <set>
#include <string>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "openid/limits.h"

namespace suggestd::openid {
namespace {

using namespace std::chrono_literals;

const PendingSignIns::Moment kBegin{1h};

TEST_CASE("a sign-in is taken once, by its browser, its state and its provider") {
  PendingSignIns pending;
  const PendingSignIn made = pending.begin("company", "192.0.2.1", kBegin);
  CHECK(std::set{made.token, made.state, made.nonce, made.verifier}.size() == 4);
  CHECK(made.verifier.size() == 43);
  CHECK_FALSE(pending.take("other", made.token, made.state, kBegin));
  CHECK_FALSE(pending.take("company", "", made.state, kBegin));
  CHECK_FALSE(pending.take("company", made.token, "", kBegin));
  CHECK_FALSE(pending.take("company", made.state, made.token, kBegin));
  const auto taken = pending.take("company", made.token, made.state, kBegin + kPendingLives - 1s);
  REQUIRE(taken);
  CHECK(taken->nonce == made.nonce);
  CHECK(taken->verifier == made.verifier);
  CHECK_FALSE(pending.take("company", made.token, made.state, kBegin));
}

TEST_CASE("a sign-in ends after ten minutes") {
  PendingSignIns pending;
  const PendingSignIn made = pending.begin("company", "192.0.2.1", kBegin);
  CHECK_FALSE(pending.take("company", made.token, made.state, kBegin + kPendingLives));
}

TEST_CASE("an address that begins again and again pushes out its own") {
  PendingSignIns pending;
  const PendingSignIn other = pending.begin("company", "192.0.2.2", kBegin);
  const PendingSignIn first = pending.begin("company", "192.0.2.1", kBegin);
  const PendingSignIn second = pending.begin("company", "192.0.2.1", kBegin);
  for (std::uint64_t i = 2; i <= limits::kPendingOfAddress.most; ++i)
    pending.begin("company", "192.0.2.1", kBegin);
  CHECK_FALSE(pending.take("company", first.token, first.state, kBegin));
  CHECK(pending.take("company", second.token, second.state, kBegin));
  CHECK(pending.take("company", other.token, other.state, kBegin));
}

TEST_CASE("more than the server remembers push out the oldest") {
  PendingSignIns pending;
  const PendingSignIn first = pending.begin("company", "first", kBegin);
  const PendingSignIn second = pending.begin("company", "second", kBegin);
  for (std::uint64_t i = 2; i <= limits::kPendingSignIns.most; ++i)
    pending.begin("company", fmt::format("{}", i), kBegin);
  CHECK_FALSE(pending.take("company", first.token, first.state, kBegin));
  CHECK(pending.take("company", second.token, second.state, kBegin));
}

}  // namespace
}  // namespace suggestd::openid
