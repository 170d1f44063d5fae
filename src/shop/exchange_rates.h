// Money of several currencies in one, by the rates that the shop has given.
//
// Rates    the series "currency" of shop/context_book.h: an object of what one unit of a common currency buys of each,
//          such as {"EUR":1,"USD":1.0843,"GBP":0.8571}, as central banks publish them. The common one stands there too.
// Age      a rate holds until the next point begins or its own ends; money of a time without one is told apart, and never
//          added by a rate of another time.
// Formula  into = minor / 10^digits(from) / rate(from) * rate(into) * 10^digits(into), rounded to a whole minor unit.
// Threads  plain values.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "base/time.h"
#include "records/money.h"
#include "shop/context_book.h"

namespace suggestd::shop {

class ExchangeRates {
 public:
  static constexpr std::string_view kSeries = "currency";

  // `series`: null if the shop has none. Requires: `into` is known.
  ExchangeRates(std::shared_ptr<const ContextSeries> series, Currency into)
      : series_(std::move(series)), into_(into) {}

  Currency into() const noexcept { return into_; }
  // In minor units of into(). Nothing if there was no rate for it at that time; the same currency needs none.
  std::optional<WideMinor> convert(WideMinor minor, Currency from, Timestamp at) const;

 private:
  std::shared_ptr<const ContextSeries> series_;
  Currency into_;
};

// A sum in one currency, and the money that had no rate.
struct ConvertedMoney {
  Currency currency;
  WideMinor minor = 0;
  std::map<Currency, WideMinor> without_rate = {};

  // `money`: of the time `at`.
  void add(const std::map<Currency, WideMinor>& money, Timestamp at, const ExchangeRates& rates);
};

}  // namespace suggestd::shop
