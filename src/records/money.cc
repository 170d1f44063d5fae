#include "records/money.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace suggestd {
namespace {

struct Minor {
  std::string_view code;
  int digits;
};

// ISO 4217, table A.1: the currencies whose minor unit is not a hundredth, sorted by code.
constexpr std::array kOddMinors = {
    Minor{"BHD", 3}, Minor{"BIF", 0}, Minor{"CLF", 4}, Minor{"CLP", 0}, Minor{"DJF", 0}, Minor{"GNF", 0},
    Minor{"IQD", 3}, Minor{"ISK", 0}, Minor{"JOD", 3}, Minor{"JPY", 0}, Minor{"KMF", 0}, Minor{"KRW", 0},
    Minor{"KWD", 3}, Minor{"LYD", 3}, Minor{"OMR", 3}, Minor{"PYG", 0}, Minor{"RWF", 0}, Minor{"TND", 3},
    Minor{"UGX", 0}, Minor{"UYI", 0}, Minor{"UYW", 4}, Minor{"VND", 0}, Minor{"VUV", 0}, Minor{"XAF", 0},
    Minor{"XOF", 0}, Minor{"XPF", 0}};

__extension__ using WideMagnitude = unsigned __int128;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

Error no_amount(std::string_view text) {
  return invalid(fmt::format("'{}' is no decimal amount; one looks like \"0.85\"", text));
}

// Appends the digit to `minor`; false if it no longer fits.
bool push_digit(std::int64_t& minor, int digit) {
  return !__builtin_mul_overflow(minor, 10, &minor) && !__builtin_add_overflow(minor, digit, &minor);
}

}  // namespace

Result<Currency> Currency::parse(std::string_view code) {
  if (code.size() != 3 ||
      !std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) {
    return invalid(fmt::format("'{}' is no ISO 4217 currency; one looks like \"GBP\"", code));
  }
  Currency currency;
  std::copy(code.begin(), code.end(), currency.code_.begin());
  return currency;
}

int Currency::digits() const noexcept {
  const auto* found = std::lower_bound(kOddMinors.begin(), kOddMinors.end(), code(),
                                       [](const Minor& m, std::string_view c) { return m.code < c; });
  return found != kOddMinors.end() && found->code == code() ? found->digits : 2;
}

Result<Money> parse_money(std::string_view decimal, Currency currency) {
  std::string_view rest = decimal;
  const bool negative = !rest.empty() && rest.front() == '-';
  if (negative) rest.remove_prefix(1);
  if (rest.empty() || !is_digit(rest.front())) return no_amount(decimal);

  const int digits = currency.digits();
  std::int64_t minor = 0;
  int after_point = -1;  // -1: no point yet
  for (const char c : rest) {
    if (c == '.' && after_point < 0) {
      after_point = 0;
      continue;
    }
    if (!is_digit(c)) return no_amount(decimal);
    if (after_point >= 0 && ++after_point > digits) {
      // Zeros beyond the minor unit are allowed: "1.500" GBP is as good as "1.50".
      if (c == '0') continue;
      return invalid(fmt::format("'{}' has more than the {} digits after the point that {} has", decimal,
                                 digits, currency.code()));
    }
    if (!push_digit(minor, c - '0')) return invalid(fmt::format("'{}' is too large an amount", decimal));
  }
  if (after_point == 0) return no_amount(decimal);
  for (int i = std::max(after_point, 0); i < digits; ++i) {
    if (!push_digit(minor, 0)) return invalid(fmt::format("'{}' is too large an amount", decimal));
  }
  return Money{negative ? -minor : minor, currency};
}

std::string to_decimal(Money money) { return to_decimal(WideMinor{money.minor}, money.currency); }

std::string to_decimal(WideMinor minor, Currency currency) {
  const auto digits = static_cast<std::size_t>(currency.digits());
  // Through unsigned, because the smallest number has no positive counterpart.
  auto left = static_cast<WideMagnitude>(minor);
  if (minor < 0) left = 0 - left;
  std::string text;  // backwards
  while (left > 0 || text.size() < digits + 1 + (digits > 0 ? 1 : 0)) {
    if (digits > 0 && text.size() == digits) text += '.';
    text += static_cast<char>('0' + static_cast<int>(left % 10));
    left /= 10;
  }
  if (minor < 0) text += '-';
  std::reverse(text.begin(), text.end());
  return text;
}

}  // namespace suggestd
