// Amounts of money: whole minor units of an ISO 4217 currency, never a float.
//
// Threads  plain values.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace suggestd {

class Currency {
 public:
  Currency() = default;  // no currency: "no price given"
  // Three capital letters of ISO 4217, such as "GBP". Errors: invalid.
  static Result<Currency> parse(std::string_view code);

  std::string_view code() const noexcept { return {code_.data(), known() ? 3U : 0U}; }
  bool known() const noexcept { return code_[0] != 0; }
  // Digits after the point: 2 for most, 0 for JPY, 3 for KWD (ISO 4217, table A.1).
  int digits() const noexcept;

  auto operator<=>(const Currency&) const = default;

 private:
  std::array<char, 3> code_{};
};

struct Money {
  std::int64_t minor = 0;  // cents, pence, yen ...
  Currency currency;
  auto operator<=>(const Money&) const = default;
};

// "0.85" with GBP -> 85. Errors: invalid for text that is no plain decimal, has more digits after the
// point than the currency has, or does not fit.
Result<Money> parse_money(std::string_view decimal, Currency currency);
// 85 with GBP -> "0.85".
std::string to_decimal(Money money);

// A sum of amounts: more lines than a shop can have do not make it overflow.
__extension__ using WideMinor = __int128;
std::string to_decimal(WideMinor minor, Currency currency);

}  // namespace suggestd
