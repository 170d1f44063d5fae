#include "access/sign_in.h"

#include <catch2/catch.hpp>

#include "access/one_time_code.h"
#include "access/people_at.h"

namespace suggestd::http {
namespace {

using Kind = SignInVerdict::Kind;

constexpr std::string_view kPassword = "correct horse battery";

struct Door : PeopleAt {
  Door() { ada = add("ada@example.com", {}, *people->hasher.hash(kPassword)); }

  SignInVerdict check(const SignInTry& attempt, Timestamp when = kMorning) {
    const auto verdict = people->sign_in->check(attempt, when);
    REQUIRE(verdict.ok());
    return *verdict;
  }
  Kind guess(std::string_view email, std::string_view address, std::string_view device = "") {
    return check({email, "wrong horse battery", "", device, address}).kind;
  }
  Kind right(std::string_view address, std::string_view device = "") {
    return check({"ada@example.com", kPassword, "", device, address}).kind;
  }

  Accounts::Pointer ada;
};

TEST_CASE("who knows the password is let in, and nobody else") {
  Door at;
  at.add("bob@example.com");  // invited, and without a password
  CHECK(at.right("1.1.1.1") == Kind::good);
  CHECK(at.check({"ADA@example.com", kPassword, "", "", ""}).account->account_id == at.ada->account_id);
  CHECK(at.guess("ada@example.com", "") == Kind::wrong);
  for (const std::string_view email : {"bob@example.com", "eve@example.com", "", "no address"}) {
    CHECK(at.check({email, kPassword, "", "", ""}).kind == Kind::wrong);
    CHECK(at.check({email, "", "", "", ""}).kind == Kind::wrong);
  }
}

TEST_CASE("guessing from many addresses is slow, and locks a known browser out of nothing") {
  Door at;
  const std::string device = at.people->sign_in->device_token(at.ada->account_id);
  int wrong = 0;
  for (int i = 0; i < 20; ++i) {
    const Kind kind = at.guess("ada@example.com", "10.0.0." + std::to_string(i));
    CHECK((kind == Kind::wrong || kind == Kind::too_often));
    if (kind == Kind::wrong) ++wrong;
  }
  CHECK(wrong >= 10);
  CHECK(wrong < 20);
  const SignInVerdict late = at.check({"ada@example.com", kPassword, "", "", "10.0.1.1"});
  CHECK(late.kind == Kind::too_often);
  CHECK(late.wait.count() > 0);
  CHECK(late.wait <= std::chrono::minutes(1));
  CHECK(at.right("10.0.0.1", device) == Kind::good);
  at.reopen();
  CHECK(at.right("10.0.0.1", device) == Kind::good);
}

TEST_CASE("a browser is known for its own account, by a token that nobody else can make") {
  Door at;
  const auto bob = at.add("bob@example.com", {}, at.ada->password);
  for (int i = 0; i < 12; ++i) at.guess("ada@example.com", "10.0.0.1");
  const std::string of_bob = at.people->sign_in->device_token(bob->account_id);
  std::string forged = at.people->sign_in->device_token(at.ada->account_id);
  forged.back() = forged.back() == '0' ? '1' : '0';
  for (const std::string& device : {of_bob, forged, std::string("x"), at.ada->account_id + ".x."})
    CHECK(at.right("10.0.0.2", device) == Kind::too_often);
  CHECK(at.check({"bob@example.com", kPassword, "", "", "10.0.0.2"}).kind == Kind::good);
}

TEST_CASE("one address that tries many accounts is slow too") {
  Door at;
  Kind last = Kind::wrong;
  for (int i = 0; i < 45 && last == Kind::wrong; ++i)
    last = at.guess(std::to_string(i) + "@example.com", "10.0.0.1");
  CHECK(last == Kind::too_often);
  CHECK(at.right("10.0.0.2") == Kind::good);
}

TEST_CASE("right passwords take no tries") {
  Door at;
  for (int i = 0; i < 15; ++i) CHECK(at.right("10.0.0.1") == Kind::good);
}

TEST_CASE("with a second factor the password alone lets nobody in, and a code works once") {
  Door at;
  const std::string secret = make_code_secret();
  REQUIRE(at.people->accounts
              ->change(at.ada->account_id,
                       [&](AccountRecord& record) -> Status {
                         record.code_secret = secret;
                         return {};
                       })
              .ok());
  const std::string code = code_at(secret, code_step(kMorning));
  const auto with = [&](std::string_view password, std::string_view typed) {
    return at.check({"ada@example.com", password, typed, "", ""}).kind;
  };
  CHECK(with(kPassword, "") == Kind::code_missing);
  CHECK(with("wrong horse battery", "") == Kind::wrong);
  CHECK(with("wrong horse battery", code) == Kind::wrong);
  CHECK(with(kPassword, "12345") == Kind::wrong);
  CHECK(with(kPassword, code) == Kind::good);
  CHECK(with(kPassword, code) == Kind::wrong);
  at.reopen();
  CHECK(with(kPassword, code) == Kind::wrong);
}

TEST_CASE("codes can't be guessed either, whatever browser it is") {
  Door at;
  const std::string secret = make_code_secret();
  REQUIRE(at.people->accounts
              ->change(at.ada->account_id,
                       [&](AccountRecord& record) -> Status {
                         record.code_secret = secret;
                         return {};
                       })
              .ok());
  const std::string device = at.people->sign_in->device_token(at.ada->account_id);
  Kind last = Kind::wrong;
  for (int i = 0; i < 15 && last == Kind::wrong; ++i)
    last = at.check({"ada@example.com", kPassword, "12345", device, ""}).kind;
  CHECK(last == Kind::too_often);
}

}  // namespace
}  // namespace suggestd::http
