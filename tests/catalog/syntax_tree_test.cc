#include "catalog/syntax_tree.h"

#include <catch2/catch.hpp>

#include "catalog/parser.h"

using namespace suggestd::catalog;

TEST_CASE("the normal form tells different filters apart and like ones not") {
  const auto form = [](const char* source) { return normalised(*parse_expression(source)); };
  CHECK(form("a  and(b)") == form("a and b"));
  CHECK(form("a == \"x\"") == form("a='x'"));
  CHECK(form("a in ['x', 'y']") != form("a in ['x\" \"y']"));
  CHECK(form("`a` == 'b'") != form("'a' == `b`"));
  CHECK(form("a < 5") != form("a < 5s"));
  CHECK(form("a == 0.1") != form("a == 0.10000000000000003"));
}

TEST_CASE("a value put in for a person is another filter than the same value written down") {
  Node written;
  written.literal = text_value("x");
  Node bound = written;
  bound.from_binding = true;
  CHECK(normalised(written) != normalised(bound));
}
