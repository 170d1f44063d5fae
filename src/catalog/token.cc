#include "catalog/token.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "catalog/expression_error.h"

namespace suggestd::catalog {
namespace {

constexpr std::array<std::string_view, 6> kKeywords{"and", "or", "not", "in", "contains", "starts_with"};
// Longer ones first, so that "<=" is not read as "<".
constexpr std::array<std::string_view, 17> kSymbols{"==", "!=", "<=", ">=", "<>", "=", "<", ">", ",",
                                                    "+",  "-",  "*",  "/",  "(",  ")", "[", "]"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string lower(std::string_view word) {
  std::string out(word);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

// Microseconds of the unit in "30d", "2w", "12h", "5m", "10s"; nothing if it is none.
std::optional<double> unit_microseconds(std::string_view unit) {
  constexpr double kSecond = 1e6;
  if (unit == "s") return kSecond;
  if (unit == "m") return 60 * kSecond;
  if (unit == "h") return 3600 * kSecond;
  if (unit == "d") return 86400 * kSecond;
  if (unit == "w") return 7 * 86400 * kSecond;
  return std::nullopt;
}

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}

  Result<std::vector<Token>> run() {
    for (skip_blanks(); place_ < source_.size(); skip_blanks()) {
      Result<Token> token = next();
      if (!token) return token.error();
      tokens_.push_back(std::move(*token));
    }
    tokens_.push_back({TokenKind::end, "", {}, source_.size()});
    return std::move(tokens_);
  }

 private:
  void skip_blanks() {
    while (place_ < source_.size() && is_blank(source_[place_])) ++place_;
  }

  char at(std::size_t place) const { return place < source_.size() ? source_[place] : '\0'; }
  Error error_at(std::size_t place, std::string_view what) const {
    return expression_error(source_, place, what);
  }

  Result<Token> next() {
    const char c = source_[place_];
    if (is_digit(c) || (c == '.' && is_digit(at(place_ + 1)))) return number();
    if (c == '"' || c == '\'') return text();
    if (c == '`' || is_name_start(c)) return word();
    return symbol();
  }

  Result<Token> number() {
    const std::size_t start = place_;
    double value = 0;
    const char* first = source_.data() + place_;
    const auto [last, status] = std::from_chars(first, source_.data() + source_.size(), value);
    if (status != std::errc()) return error_at(start, "this number is too large");
    place_ += static_cast<std::size_t>(last - first);
    const std::size_t unit_start = place_;
    while (is_name_part(at(place_))) ++place_;
    const std::string_view unit = source_.substr(unit_start, place_ - unit_start);
    if (unit.empty()) return Token{TokenKind::literal, "", number_value(value), start};
    const std::optional<double> microseconds = unit_microseconds(unit);
    if (!microseconds) {
      return error_at(unit_start,
                      fmt::format("no unit of time is called '{}'; there are s, m, h, d, w", unit));
    }
    const Value duration = duration_value(value * *microseconds);
    if (duration.type == Type::missing) return error_at(start, "this number is too large");
    return Token{TokenKind::literal, "", duration, start};
  }

  Result<Token> text() {
    const std::size_t start = place_;
    const char quote = source_[place_++];
    std::string value;
    while (place_ < source_.size() && source_[place_] != quote) {
      char c = source_[place_++];
      if (c == '\\') {
        const char escaped = at(place_++);
        if (escaped == 'n')
          c = '\n';
        else if (escaped == 't')
          c = '\t';
        else if (escaped == '\\' || escaped == '"' || escaped == '\'')
          c = escaped;
        else
          return error_at(place_ - 2, R"(after a backslash stands one of \ " ' n t)");
      }
      value += c;
    }
    if (place_ >= source_.size()) return error_at(start, fmt::format("this text has no closing {}", quote));
    ++place_;
    return Token{TokenKind::literal, "", text_value(std::move(value)), start};
  }

  // A name is words joined by dots; a word may stand in backticks.
  Result<Token> word() {
    const std::size_t start = place_;
    bool quoted = false;
    std::string name;
    for (;;) {
      if (at(place_) == '`') {
        quoted = true;
        const std::size_t end = source_.find('`', place_ + 1);
        if (end == std::string_view::npos) return error_at(place_, "this name has no closing `");
        name += source_.substr(place_ + 1, end - place_ - 1);
        place_ = end + 1;
      } else {
        while (is_name_part(at(place_))) name += source_[place_++];
      }
      const bool goes_on = at(place_) == '.' && (at(place_ + 1) == '`' || is_name_start(at(place_ + 1)));
      if (!goes_on) break;
      name += source_[place_++];
    }
    if (!quoted) {
      const std::string word = lower(name);
      if (word == "true" || word == "false") {
        return Token{TokenKind::literal, "", boolean_value(word == "true"), start};
      }
      if (std::find(kKeywords.begin(), kKeywords.end(), word) != kKeywords.end()) {
        return Token{TokenKind::keyword, word, {}, start};
      }
    }
    if (name.empty()) return error_at(start, "this name is empty");
    return Token{TokenKind::name, std::move(name), {}, start};
  }

  Result<Token> symbol() {
    const std::size_t start = place_;
    const std::string_view rest = source_.substr(place_);
    for (std::string_view symbol : kSymbols) {
      if (!rest.starts_with(symbol)) continue;
      place_ += symbol.size();
      if (symbol == "=") symbol = "==";
      if (symbol == "<>") symbol = "!=";
      return Token{TokenKind::symbol, std::string(symbol), {}, start};
    }
    return error_at(start, "this character has no meaning here");
  }

  std::string_view source_;
  std::size_t place_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

Result<std::vector<Token>> tokens_of(std::string_view source) { return Lexer(source).run(); }

}  // namespace suggestd::catalog
