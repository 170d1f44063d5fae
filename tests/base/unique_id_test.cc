#include "base/unique_id.h"

#include <algorithm>
#include <set>
#include <string>

#include <catch2/catch.hpp>

using namespace suggestd;

TEST_CASE("a ULID is 26 letters of Crockford's alphabet and begins with the time") {
  const std::string id = to_ulid(make_id_bits());
  CHECK(id.size() == 26);
  CHECK(id.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ") == std::string::npos);
  CHECK(id[0] == '0');  // until the year 3084
  const std::string later = to_ulid(make_id_bits());
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
  for (int i = 0; i < 10'000; ++i) REQUIRE(seen.insert(to_ulid(make_id_bits())).second);
}

TEST_CASE("a ULID reads back as its bits, and other text as nothing") {
  for (int i = 0; i < 1'000; ++i) {
    const IdBits bits = make_id_bits();
    REQUIRE(parse_ulid(to_ulid(bits)) == bits);
  }
  CHECK(std::chrono::abs(now() - time_of(make_id_bits())) < std::chrono::minutes(1));
  for (const char* text : {"", "01ARZ3NDEKTSV4RRFFQ69G5FA", "01ARZ3NDEKTSV4RRFFQ69G5FAU",
                           "01arz3ndektsv4rrffq69g5fav", "91ARZ3NDEKTSV4RRFFQ69G5FAV"}) {
    CHECK_FALSE(parse_ulid(text));
  }
}
