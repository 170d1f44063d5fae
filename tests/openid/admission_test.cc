#include "openid/admission.h"

#include "access/people_at.h"

namespace suggestd::openid {
namespace {

using Kind = Admission::Kind;

Identity who(std::string subject, std::string email, bool verified = true) {
  return {"https://login.example", std::move(subject), std::move(email), verified};
}

Kind admitted(http::PeopleAt& at, const Identity& identity) {
  const auto admission = admit(*at.people->accounts, identity);
  REQUIRE(admission.ok());
  return admission->kind;
}

TEST_CASE("the first one of a verified address is bound to its account for good") {
  http::PeopleAt at;
  const auto invited = at.add("ada@example.com", {{http::Role::analyst, ""}});
  CHECK_FALSE(http::has_way_in(*invited));
  CHECK(admitted(at, who("1", "ada@example.com", false)) == Kind::unverified);
  CHECK(admitted(at, who("1", "")) == Kind::unknown);
  CHECK(admitted(at, who("1", "bob@example.com")) == Kind::unknown);
  CHECK(admitted(at, who("1", "ada@example.com")) == Kind::good);
  at.reopen();
  const auto account = at.people->accounts->find(invited->account_id);
  CHECK(account->provider_subject == "1");
  CHECK(http::has_way_in(*account));
  CHECK(admitted(at, who("2", "ada@example.com")) == Kind::bound);
  CHECK(admitted(at, who("1", "", false)) == Kind::good);
}

// Else a stranger who took the address first would share the account with the person whom the provider vouches for.
TEST_CASE("an account that a stranger made is opened by no provider") {
  http::PeopleAt at;
  http::AccountRecord account = http::make_account("registration", http::kMorning);
  account.email = "ada@example.com";
  account.unvouched = true;
  REQUIRE(at.people->accounts->add(std::move(account)).ok());
  CHECK(admitted(at, who("1", "ada@example.com")) == Kind::unvouched);
  CHECK(at.people->accounts->with_email("ada@example.com")->provider_subject.empty());
}

TEST_CASE("the same subject of another issuer is somebody else") {
  http::PeopleAt at;
  at.add("ada@example.com");
  at.add("bob@example.com");
  CHECK(admitted(at, who("1", "ada@example.com")) == Kind::good);
  const auto other = admit(*at.people->accounts, {"https://other.example", "1", "bob@example.com", true});
  REQUIRE(other.ok());
  CHECK(other->account->email == "bob@example.com");
}

TEST_CASE("binding ends the invitation, and keeps password and roles") {
  http::PeopleAt at;
  const auto id = at.add("ada@example.com", {{http::Role::owner, ""}}, "$argon2id$x")->account_id;
  std::string token;
  REQUIRE(at.people->accounts
              ->change(id,
                       [&](http::AccountRecord& record) -> Status {
                         token = http::invite(record, http::kMorning + http::kInvitationLives);
                         return {};
                       })
              .ok());
  const auto admission = admit(*at.people->accounts, who("1", "ada@example.com"));
  REQUIRE(admission.ok());
  REQUIRE(admission->account != nullptr);
  CHECK(at.people->accounts->invited_by(token, http::kMorning) == nullptr);
  CHECK(admission->account->password == "$argon2id$x");
  CHECK(admission->account->roles == std::vector<http::HeldRole>{{http::Role::owner, ""}});
}

TEST_CASE("an account that is freed takes the next one of its address") {
  http::PeopleAt at;
  const auto id = at.add("ada@example.com")->account_id;
  CHECK(admitted(at, who("1", "ada@example.com")) == Kind::good);
  REQUIRE(at.people->accounts
              ->change(id,
                       [](http::AccountRecord& record) -> Status {
                         http::unbind(record);
                         return {};
                       })
              .ok());
  CHECK(admitted(at, who("2", "ada@example.com")) == Kind::good);
  CHECK(admitted(at, who("1", "ada@example.com")) == Kind::bound);
}

}  // namespace
}  // namespace suggestd::openid
