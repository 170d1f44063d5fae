#include "base/unique_id.h"

#include <algorithm>
#include <set>
#include <string>

#include <catch2/catch.hpp>

using namespace suggestd;

TEST_CASE("a ULID is 26 letters of Crockford's alphabet and begins with the time") {
  const std::string id = make_ulid();
  CHECK(id.size() == 26);
  CHECK(id.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ") == std::string::npos);
  CHECK(id[0] == '0');  // until the year 3084
  const std::string later = make_ulid();
  CHECK(id.substr(0, 8) <= later.substr(0, 8));
}

TEST_CASE("a UUID has version 7 and the variant of RFC 9562") {
  const std::string id = make_uuid7();
  REQUIRE(id.size() == 36);
  CHECK(id[14] == '7');
  CHECK(std::string("89ab").find(id[19]) != std::string::npos);
}

TEST_CASE("ids do not repeat") {
  std::set<std::string> seen;
  for (int i = 0; i < 10'000; ++i) REQUIRE(seen.insert(make_ulid()).second);
}
