#include "base/secret.h"

#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

using namespace suggestd;

TEST_CASE("SHA-256 agrees with the example of FIPS 180-4") {
  CHECK(to_hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("keys carry their prefix, 43 letters or digits, and never repeat") {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string key = make_secret_key("sgk");
    CHECK(key.size() == 4 + 43);
    CHECK(key.starts_with("sgk_"));
    CHECK(std::all_of(key.begin() + 4, key.end(), [](unsigned char c) { return std::isalnum(c) != 0; }));
    CHECK(seen.insert(key).second);
  }
}

TEST_CASE("comparing tells equal from unequal") {
  const Sha256 a = sha256("a");
  Sha256 b = a;
  CHECK(equal_in_constant_time(a, b));
  b[31] ^= 1U;
  CHECK_FALSE(equal_in_constant_time(a, b));
  CHECK_FALSE(equal_in_constant_time(a, std::span(a).first(31)));
}
