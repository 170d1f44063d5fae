#include "base/plain_name.h"

#include <catch2/catch.hpp>

namespace suggestd {
namespace {

TEST_CASE("a plain name leads nowhere") {
  for (const char* good : {"a", "orders-2026.ndjson", "A_1"}) CHECK(check_plain_name(good).ok());
  for (const char* bad : {"", ".", "..", ".hidden", "a/b", "a b", "caf\xC3\xA9", "a%2Fb"})
    CHECK(check_plain_name(bad).error().kind() == ErrorKind::invalid);
  CHECK_FALSE(check_plain_name(std::string(101, 'a')).ok());
}

TEST_CASE("any id has a file name of its own, which stays in its folder") {
  CHECK(file_name_of("shop-1") == "shop-1");
  CHECK(file_name_of("..") == "%2E.");
  CHECK(file_name_of("../a b") == "%2E.%2Fa%20b");
  CHECK(file_name_of("%2E.") == "%252E.");
}

}  // namespace
}  // namespace suggestd
