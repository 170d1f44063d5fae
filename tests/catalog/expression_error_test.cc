#include "catalog/expression_error.h"

#include <catch2/catch.hpp>

using namespace suggestd;
using namespace suggestd::catalog;

TEST_CASE("the message shows the source with a caret under the place, counting characters") {
  const Error error = expression_error("brand ==\n'\xC3\xA4' )", 14, "what");
  CHECK(error.kind() == ErrorKind::invalid);
  CHECK(error.message() == "column 14: what\n  brand == '\xC3\xA4' )\n               ^");
}

TEST_CASE("a place beyond the end is the end") {
  CHECK(expression_error("ab", 99, "what").message() == "column 3: what\n  ab\n    ^");
}
