#include "catalog/token.h"

#include <catch2/catch.hpp>

using namespace suggestd::catalog;

namespace {

std::string shown(std::string_view source) {
  const auto tokens = tokens_of(source);
  if (!tokens) return tokens.error().message().substr(0, tokens.error().message().find('\n'));
  std::string out;
  for (const Token& token : *tokens) {
    if (token.kind == TokenKind::end) break;
    if (!out.empty()) out += ' ';
    const std::string number = std::to_string(static_cast<long>(token.literal.number));
    if (token.kind != TokenKind::literal)
      out += token.text;
    else
      out += token.literal.type == Type::text ? '"' + token.literal.text + '"' : number;
  }
  return out;
}

}  // namespace

TEST_CASE("words, numbers and signs are told apart") {
  const auto [source, expected] = GENERATE(table<std::string, std::string>({
      {"price<50", "price < 50"},
      {"a=1 and b<>2", "a == 1 and b != 2"},
      {"NOT x In y", "not x in y"},
      {"context.brand", "context.brand"},
      {"properties.`strange name`.x", "properties.strange name.x"},
      {"`and`", "and"},
      {"grün", "grün"},
      {"'it''s'", "\"it\" \"s\""},
      {R"("a \"b\" \\ \n")", "\"a \"b\" \\ \n\""},
      {"3d", "259200000000"},
      {"1.5m 2w", "90000000 1209600000000"},
      {"true FALSE", "1 0"},
      {"[1,2]", "[ 1 , 2 ]"},
      {"", ""},
  }));
  CHECK(shown(source) == expected);
}

TEST_CASE("what has no meaning is refused with its place") {
  const auto [source, expected] = GENERATE(table<std::string, std::string>({
      {"price < 5 $", "column 11: this character has no meaning here"},
      {"brand == \"x", "column 10: this text has no closing \""},
      {"`brand", "column 1: this name has no closing `"},
      {"``", "column 1: this name is empty"},
      {"5x", "column 2: no unit of time is called 'x'; there are s, m, h, d, w"},
      {"1e999", "column 1: this number is too large"},
      {"1e308w", "column 1: this number is too large"},
      {R"("ab\q")", "column 4: after a backslash stands one of \\ \" ' n t"},
      {"ü == $", "column 6: this character has no meaning here"},
  }));
  CHECK(shown(source) == expected);
}
