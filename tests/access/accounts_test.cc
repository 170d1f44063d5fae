#include "access/accounts.h"

#include <catch2/catch.hpp>

#include "access/limits.h"
#include "access/people_at.h"

namespace suggestd::http {
namespace {

using namespace std::chrono_literals;

TEST_CASE("all that is known of an account reads back after a restart") {
  PeopleAt at;
  const auto id =
      at.add("ada@example.com", {{Role::owner, ""}, {Role::merchant, "b"}}, "$argon2id$x")->account_id;
  std::string token;
  REQUIRE(at.people->accounts
              ->change(id,
                       [&](AccountRecord& record) -> Status {
                         record.name = "Ada \xE2\x82\xAC";
                         record.code_secret = "GEZDGNBV";
                         record.last_code_step = 60'000'000;
                         record.last_sign_in = kMorning + 1h;
                         record.generation = 7;
                         token = invite(record, kMorning + 1h);
                         return {};
                       })
              .ok());
  const AccountRecord before = *at.people->accounts->find(id);
  at.reopen();
  const auto after = at.people->accounts->find(id);
  REQUIRE(after != nullptr);
  CHECK(encode_account(*after) == encode_account(before));
  CHECK(after->roles == before.roles);
  CHECK(after->generation == 7);
  CHECK(after->last_code_step == 60'000'000);
  CHECK(at.people->accounts->with_email("ada@example.com") == after);
  CHECK(at.people->accounts->invited_by(token, kMorning) == after);
}

TEST_CASE("what is stored with an account is there if the account is, and the server's owner is known") {
  PeopleAt at;
  CHECK_FALSE(at.people->owned());
  AccountRecord account = make_account("registration", kMorning);
  account.email = "ada@example.com";
  account.password = "$argon2id$x";
  account.roles = {{Role::owner, "theirs"}};
  account.unvouched = true;
  REQUIRE(at.people->accounts->add(account, store::MetaRow{"shops/theirs", "1"}).ok());
  AccountRecord again = make_account("registration", kMorning);
  again.email = account.email;
  CHECK_FALSE(at.people->accounts->add(again, store::MetaRow{"shops/others", "2"}).ok());
  CHECK(*at.store->meta().get("shops/theirs") == "1");
  CHECK_FALSE(at.store->meta().get("shops/others")->has_value());
  at.reopen();
  CHECK(at.people->accounts->with_email("ada@example.com")->unvouched);
  CHECK_FALSE(at.people->owned());
  at.add("bob@example.com", {{Role::owner, ""}});
  CHECK_FALSE(at.people->owned());  // waits for its link
  const auto owner = at.add("eve@example.com", {{Role::owner, ""}}, "$argon2id$x");
  CHECK_FALSE(owner->unvouched);
  CHECK(at.people->owned());
}

TEST_CASE("an invitation ends with its time, and is nobody's by another token") {
  PeopleAt at;
  const auto id = at.add("ada@example.com")->account_id;
  std::string token;
  REQUIRE(at.people->accounts
              ->change(id,
                       [&](AccountRecord& record) -> Status {
                         token = invite(record, kMorning + 1h);
                         return {};
                       })
              .ok());
  CHECK(at.people->accounts->invited_by(token, kMorning + 1h - 1us) != nullptr);
  CHECK(at.people->accounts->invited_by(token, kMorning + 1h) == nullptr);
  CHECK(at.people->accounts->invited_by(token + "x", kMorning) == nullptr);
  CHECK(at.people->accounts->invited_by("", kMorning) == nullptr);
}

TEST_CASE("an address has one account, and none is nobody's") {
  PeopleAt at;
  at.add("ada@example.com");
  const auto first = at.add("");
  at.add("");  // two may wait for their first link
  CHECK(at.people->accounts->with_email("") == nullptr);
  AccountRecord second = make_account("owner", kMorning);
  second.email = "ada@example.com";
  CHECK(at.people->accounts->add(second).error().kind() == ErrorKind::conflict);
  const auto taken = at.people->accounts->change(first->account_id, [](AccountRecord& record) -> Status {
    record.email = "ada@example.com";
    return {};
  });
  CHECK(taken.error().kind() == ErrorKind::conflict);
  CHECK(at.people->accounts->find(first->account_id)->email.empty());
  CHECK(at.people->accounts->remove("no such").error().kind() == ErrorKind::not_found);
}

TEST_CASE("a shop that is deleted takes the roles in it along") {
  PeopleAt at;
  const auto both =
      at.add("ada@example.com", {{Role::owner, "b"}, {Role::analyst, "c"}, {Role::support, ""}});
  const auto other = at.add("bob@example.com", {{Role::owner, "c"}});
  REQUIRE(at.people->accounts->forget_shop("b").ok());
  at.reopen();
  const auto left = at.people->accounts->find(both->account_id);
  CHECK(left->roles == std::vector<HeldRole>{{Role::analyst, "c"}, {Role::support, ""}});
  CHECK(left->generation == both->generation + 1);
  CHECK(at.people->accounts->find(other->account_id)->generation == other->generation);
}

TEST_CASE("addresses are read in small letters, and what is none is refused") {
  CHECK(*read_email(" Ada@Example.com ") == "ada@example.com");
  for (const std::string_view bad : {"", "ada", "@b", "a@", "a@b@c", "a b@c", "a@b\n", "<a@b>", "a@b,c@d"})
    CHECK_FALSE(read_email(bad).ok());
  CHECK_FALSE(read_email(std::string(limits::kEmailBytes.most, 'a').append("@b")).ok());
}

TEST_CASE("a damaged record of an account is told, not passed over") {
  PeopleAt at;
  const auto id = at.add("ada@example.com")->account_id;
  for (const std::string_view text : {"", "[]", "{}", R"({"roles":[1]})", R"({"roles":[{"role":"king"}]})",
                                      R"({"roles":[],"generation":-1})"}) {
    INFO(text);
    REQUIRE(at.store->meta().put("accounts/" + id, text).ok());
    CHECK_FALSE(Accounts::open(at.store->meta()).ok());
  }
}

TEST_CASE("the first link is for the one who comes before anybody can sign in") {
  PeopleAt at;
  const std::string old = *at.people->make_first_token(kMorning);
  const std::string token = *at.people->make_first_token(kMorning);
  CHECK(at.people->accounts->list().size() == 1);
  CHECK(at.people->accounts->invited_by(old, kMorning) == nullptr);
  const auto first = at.people->accounts->invited_by(token, kMorning);
  REQUIRE(first != nullptr);
  CHECK(first->roles == std::vector<HeldRole>{{Role::owner, ""}});
  CHECK(at.people->accounts->invited_by(token, kMorning + kFirstLinkLives) == nullptr);
  at.add("ada@example.com", {}, "$argon2id$x");
  CHECK(at.people->make_first_token(kMorning)->empty());
}

}  // namespace
}  // namespace suggestd::http
