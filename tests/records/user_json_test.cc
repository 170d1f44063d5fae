#include "records/user_json.h"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include "records/arbitrary.h"

namespace suggestd {
namespace {

TEST_CASE("every user survives their JSON") {
  CHECK(rc::check([] {
    const User user = arbitrary::user();
    const Result<User> back = parse_user(to_json(user));
    RC_ASSERT(back.ok());
    RC_ASSERT(*back == user);
  }));
}

TEST_CASE("a bad element of a list is named by its place") {
  const Result<User> user = parse_user(R"({"user_id":"u","anonymous_ids":["a",7]})");
  REQUIRE(!user.ok());
  CHECK(user.error().message() == "/anonymous_ids/1: must be text, but is a number");
}

TEST_CASE("what a person said is read from two fields, and the stricter one holds") {
  const auto [json, said] = GENERATE(table<const char*, Consent>({
      {R"({"user_id":"u"})", Consent::unset},
      {R"({"user_id":"u","profiling":true})", Consent::unset},
      {R"({"user_id":"u","profiling":null,"consent":null})", Consent::unset},
      {R"({"user_id":"u","profiling":false})", Consent::no},
      {R"({"user_id":"u","consent":false})", Consent::no},
      {R"({"user_id":"u","consent":true})", Consent::yes},
      {R"({"user_id":"u","profiling":true,"consent":true})", Consent::yes},
      {R"({"user_id":"u","profiling":false,"consent":true})", Consent::no},
  }));
  INFO(json);
  const Result<User> user = parse_user(json);
  REQUIRE(user.ok());
  CHECK(user->consent == said);
}

TEST_CASE("a patch changes what a person said, from each word to each") {
  const auto [patch, from, said] = GENERATE(table<const char*, Consent, Consent>({
      {R"({"consent":true})", Consent::no, Consent::yes},
      {R"({"consent":false})", Consent::yes, Consent::no},
      {R"({"consent":null})", Consent::yes, Consent::unset},
      {R"({"consent":null})", Consent::no, Consent::unset},
      {R"({"profiling":false})", Consent::yes, Consent::no},
      {R"({"profiling":true})", Consent::no, Consent::unset},
      {R"({"profiling":true})", Consent::yes, Consent::yes},
      {R"({"properties":{"a":1}})", Consent::yes, Consent::yes},
      {R"({"properties":{"a":1}})", Consent::no, Consent::no},
  }));
  INFO(patch);
  User user;
  user.user_id = "u";
  user.consent = from;
  const Result<User> patched = apply_merge_patch(user, patch);
  REQUIRE(patched.ok());
  CHECK(patched->consent == said);
}

}  // namespace
}  // namespace suggestd
