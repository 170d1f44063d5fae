// The words of the filter language.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/value.h"

namespace suggestd::catalog {

enum class TokenKind {
  end,
  literal,  // number, duration, text, true, false
  name,     // price, context.brand, `a name with blanks`
  keyword,  // and, or, not, in, contains, starts_with
  symbol,   // == != < <= > >= + - * / ( ) [ ] ,
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::string text;  // of a name, keyword (lower case) or symbol ("=" is given as "==")
  Value literal;
  std::size_t offset = 0;
};

// The tokens of `source`, an `end` last. Errors: invalid, with the place, for a text without its closing
// quote, a number or character that has no meaning.
Result<std::vector<Token>> tokens_of(std::string_view source);

}  // namespace suggestd::catalog
