#include "http/feed_token.h"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

using namespace suggestd;
using namespace suggestd::http;

TEST_CASE("a token reads back as its position") {
  const bool good = rc::check("parse(token(p)) == p", [](std::uint32_t epoch, std::uint64_t sequence) {
    const Position position{Epoch{epoch}, Sequence{sequence}};
    RC_ASSERT(*parse_feed_token(feed_token(position)) == position);
  });
  CHECK(good);
}

TEST_CASE("the plain form is read too") {
  CHECK(*parse_feed_token("1:104857") == Position{Epoch{1}, Sequence{104857}});
}

TEST_CASE("a token with one digit changed, cut or added is refused") {
  const std::string token = feed_token({Epoch{3}, Sequence{77}});
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string other = token;
    other[i] = other[i] == '1' ? '2' : '1';
    CAPTURE(other);
    CHECK_FALSE(parse_feed_token(other).ok());
  }
  CHECK_FALSE(parse_feed_token(token.substr(1)).ok());
  CHECK_FALSE(parse_feed_token(token + "0").ok());
  CHECK_FALSE(parse_feed_token("").ok());
}
