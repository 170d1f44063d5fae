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

}  // namespace
}  // namespace suggestd
