#include "base/result.h"

#include <cerrno>
#include <memory>

#include <catch2/catch.hpp>

namespace suggestd {

TEST_CASE("a result holds a value or an error, never both") {
  const Result<int> good = 7;
  REQUIRE(good.ok());
  CHECK(*good == 7);

  const Result<int> bad = not_found("no such shop");
  REQUIRE_FALSE(bad.ok());
  CHECK(bad.error().kind() == ErrorKind::not_found);
}

TEST_CASE("a result hands over a value that can only be moved") {
  Result<std::unique_ptr<int>> made = std::make_unique<int>(5);
  const std::unique_ptr<int> taken = std::move(made).value();
  CHECK(*taken == 5);
}

TEST_CASE("context goes in front of the message and keeps the kind and the fields") {
  const Error error = invalid_field("/lines/0/price", "is negative").with_context("line 12");
  CHECK(error.kind() == ErrorKind::invalid);
  CHECK(error.message() == "line 12: /lines/0/price: is negative");
  REQUIRE(error.fields().size() == 1);
  CHECK(error.fields()[0].pointer == "/lines/0/price");
}

TEST_CASE("a full disk is told apart from other failures of the system") {
  CHECK(errno_error("write", ENOSPC).kind() == ErrorKind::no_space);
  CHECK(errno_error("write", EDQUOT).kind() == ErrorKind::no_space);
  CHECK(errno_error("open", EACCES).kind() == ErrorKind::io);
}

}  // namespace suggestd
