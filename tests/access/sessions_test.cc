#include "access/sessions.h"

#include <catch2/catch.hpp>

#include "access/limits.h"
#include "access/people_at.h"

namespace suggestd::http {
namespace {

using namespace std::chrono_literals;

std::string begin(PeopleAt& at, const Accounts::Pointer& account, Timestamp when = now()) {
  const auto begun = at.people->sessions->begin(*account, when);
  REQUIRE(begun.ok());
  return begun->token;
}

void raise_generation(PeopleAt& at, const std::string& account_id) {
  REQUIRE(at.people->accounts
              ->change(account_id,
                       [](AccountRecord& record) -> Status {
                         ++record.generation;
                         return {};
                       })
              .ok());
}

TEST_CASE("a session is found by its token, also after a restart") {
  PeopleAt at;
  const auto ada = at.add("ada@example.com");
  const std::string token = begin(at, ada);
  at.reopen();
  const auto found = at.people->sessions->find(token, now());
  REQUIRE(found.has_value());
  CHECK(found->account->email == "ada@example.com");
  CHECK(found->token == token);
  CHECK_FALSE(at.people->sessions->find(token + "x", now()));
  CHECK_FALSE(at.people->sessions->find("", now()));
}

TEST_CASE("a session ends when it is not used, and at last") {
  PeopleAt at;
  const auto ada = at.add("ada@example.com");
  const Timestamp begun = now();
  const std::string idle = begin(at, ada, begun);
  CHECK(at.people->sessions->find(idle, begun + kSessionIdle - 1s));
  CHECK(at.people->sessions->find(idle, begun + 2 * kSessionIdle - 2s));  // it was used
  CHECK_FALSE(at.people->sessions->find(idle, begun + 3 * kSessionIdle));
  const std::string busy = begin(at, ada, begun);
  for (Timestamp when = begun; when < begun + kSessionLongest; when += 7h)
    CHECK(at.people->sessions->find(busy, when));
  CHECK_FALSE(at.people->sessions->find(busy, begun + kSessionLongest));
}

TEST_CASE("the use of a session is written down, so that a restart does not shorten it") {
  PeopleAt at;
  const auto ada = at.add("ada@example.com");
  const Timestamp begun = now() - 7h;
  const std::string token = begin(at, ada, begun);
  CHECK(at.people->sessions->find(token, begun + 6h));
  at.reopen();
  CHECK(at.people->sessions->find(token, begun + 6h + kSessionIdle - kBetweenSessionNotes));
}

TEST_CASE("a change of the account ends its sessions, and those of nobody else") {
  PeopleAt at;
  const auto ada = at.add("ada@example.com");
  const auto bob = at.add("bob@example.com");
  const std::string of_ada = begin(at, ada);
  const std::string of_bob = begin(at, bob);
  raise_generation(at, ada->account_id);
  CHECK_FALSE(at.people->sessions->find(of_ada, now()));
  CHECK(at.people->sessions->find(of_bob, now()));
  REQUIRE(at.people->accounts->remove(bob->account_id).ok());
  CHECK_FALSE(at.people->sessions->find(of_bob, now()));
  at.reopen();
  CHECK_FALSE(at.people->sessions->find(of_ada, now()));
  CHECK_FALSE(at.people->sessions->find(of_bob, now()));
}

TEST_CASE("an account has so many sessions, and the one that was used longest ago gives way") {
  PeopleAt at;
  const auto ada = at.add("ada@example.com");
  const auto bob = at.add("bob@example.com");
  const std::string of_bob = begin(at, bob, now() - 1h);
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i <= limits::kAccountSessions.most; ++i)
    tokens.push_back(begin(at, ada, now() - 30min + std::chrono::seconds(i)));
  CHECK_FALSE(at.people->sessions->find(tokens.front(), now()));
  for (std::size_t i = 1; i < tokens.size(); ++i) CHECK(at.people->sessions->find(tokens[i], now()));
  CHECK(at.people->sessions->find(of_bob, now()));
  REQUIRE(at.people->sessions->end(tokens[1]).ok());
  CHECK_FALSE(at.people->sessions->find(tokens[1], now()));
}

TEST_CASE("records of ended sessions leave the store") {
  PeopleAt at;
  const auto ada = at.add("ada@example.com");
  for (int i = 0; i < 5; ++i) {
    begin(at, ada);
    raise_generation(at, ada->account_id);
  }
  begin(at, at.people->accounts->find(ada->account_id));
  int records = 0;
  REQUIRE(at.store->meta()
              .for_each("sessions/",
                        [&](std::string_view, std::string_view) -> Status {
                          ++records;
                          return {};
                        })
              .ok());
  CHECK(records == 1);
}

TEST_CASE("the token against pages of elsewhere is another for each session") {
  CHECK(csrf_of("a") == csrf_of("a"));
  CHECK(csrf_of("a") != csrf_of("b"));
  CHECK(csrf_of("a").size() == 64);
}

}  // namespace
}  // namespace suggestd::http
