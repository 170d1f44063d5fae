#include "catalog/parser.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

using namespace suggestd::catalog;

namespace {

std::string shown(std::string_view source) {
  const auto tree = parse_expression(source);
  if (tree) return normalised(*tree);
  return tree.error().message().substr(0, tree.error().message().find('\n'));
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out.append(text);
  return out;
}

}  // namespace

TEST_CASE("operators bind as they do in other languages") {
  const auto [source, expected] = GENERATE(table<std::string, std::string>({
      {"a or b and c", "(or `a` (and `b` `c`))"},
      {"(a or b) and c", "(and (or `a` `b`) `c`)"},
      {"a or b or c", "(or `a` `b` `c`)"},
      {"not a == b", "(not (== `a` `b`))"},
      {"not not a", "(not (not `a`))"},
      {"1 + 2 * 3 - 4", "(- (+ 1 (* 2 3)) 4)"},
      {"a - b - c", "(- (- `a` `b`) `c`)"},
      {"-a * b < c", "(< (* (- `a`) `b`) `c`)"},
      {"x in [1, -2]", "(in `x` [ 1 -2])"},
      {"x not in ['a']", "(not (in `x` [ \"a\"]))"},
      {"title not contains 'a' and b", "(and (not (contains `title` \"a\")) `b`)"},
      {"if(a, 1, 2) / min(3, 4)", "(/ (if `a` 1 2) (min 3 4))"},
      {"now()", "(now)"},
      {"in_stock  AND price<50", "(and `in_stock` (< `price` 50))"},
  }));
  CHECK(shown(source) == expected);
}

TEST_CASE("what the grammar does not allow is refused with its place") {
  const auto [source, expected] = GENERATE(table<std::string, std::string>({
      {"", "column 1: a value or a name is missing before the end"},
      {"price <", "column 8: a value or a name is missing before the end"},
      {"price 5", "column 7: a value is not expected here"},
      {"a == b == c", "column 8: '==' is not expected here"},
      {"(a", "column 3: a ')' is missing before the end"},
      {"f(a b)", "column 5: a ',' or ')' is missing before 'b'"},
      {"a in [1 2]", "column 9: a ',' or ']' is missing before a value"},
      {"a in [b]", "column 7: a list holds plain values, not 'b'"},
      {"a in [1, 'x']", "column 10: a list holds values of one type"},
      {"a not < 3", "column 7: after 'not' stands 'in', 'contains' or 'starts_with' here"},
  }));
  CHECK(shown(source) == expected);
}

TEST_CASE("size and depth are bounded") {
  const auto in_brackets = [](std::size_t n) {
    return fmt::format("{}a{}", repeated("(", n), repeated(")", n));
  };
  const auto with_tail = [](std::string_view head, std::string_view tail, std::size_t n) {
    return fmt::format("{}{}", head, repeated(tail, n));
  };
  CHECK(parse_expression(in_brackets(63)));
  CHECK(shown(in_brackets(64)) == "column 65: deeper than 64 levels");
  CHECK(shown(with_tail("", "not ", 100)) == "column 253: deeper than 64 levels");
  CHECK(shown(with_tail("", "-", 4000)) == "column 64: deeper than 64 levels");
  CHECK(shown(with_tail("1", "+1", 100)).find("deeper than 64 levels") != std::string::npos);
  CHECK(parse_expression(with_tail("a", " or a", 400)));
  CHECK(shown(with_tail("a", " or a", 700)) == "an expression of more than 500 values, names and operators");
  CHECK(shown(repeated(" ", 4097)) == "an expression of 4097 bytes; the longest has 4096");
  CHECK(shown("a == \"\xff\"") == "an expression is UTF-8 text");
}
