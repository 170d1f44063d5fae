#include "shop/exchange_rates.h"

#include <string>

#include <fmt/format.h>
#include <rapidcheck.h>
#include <catch2/catch.hpp>

namespace suggestd::shop {
namespace {

const Timestamp kDay = *parse_rfc3339("2026-03-01T00:00:00Z");
constexpr std::chrono::hours kHours{1};

Currency currency(std::string_view code) { return *Currency::parse(code); }

ExchangeRates rates(std::string_view into, const std::string& points) {
  auto series = parse_context_series("currency", R"({"points":[)" + points + "]}");
  REQUIRE(series.ok());
  return {std::make_shared<const ContextSeries>(*std::move(series)), currency(into)};
}

const std::string kTwoDays =
    R"({"at":"2026-03-01T00:00:00Z","value":{"EUR":1,"USD":1.25,"JPY":160,"KWD":0.4}},
       {"at":"2026-03-02T00:00:00Z","expires_at":"2026-03-03T00:00:00Z","value":{"EUR":1,"USD":1.0}})";

}  // namespace

TEST_CASE("an amount is converted by the rate of its time, in the digits of each currency") {
  const ExchangeRates to_euro = rates("EUR", kTwoDays);
  CHECK(*to_euro.convert(1000, currency("USD"), kDay + 5 * kHours) == 800);
  CHECK(*to_euro.convert(1000, currency("USD"), kDay + 30 * kHours) == 1000);
  CHECK(*to_euro.convert(16'000, currency("JPY"), kDay) == 10'000);  // 16,000 yen are 100.00 euro
  CHECK(*rates("JPY", kTwoDays).convert(100, currency("EUR"), kDay) == 160);
  CHECK(*rates("KWD", kTwoDays).convert(125, currency("USD"), kDay) == 400);  // 1.25 dollars are 0.400 dinar
}

TEST_CASE("without a rate of that time there is no amount, and the same currency needs none") {
  const ExchangeRates to_euro = rates("EUR", kTwoDays);
  CHECK_FALSE(to_euro.convert(100, currency("USD"), kDay - kHours));
  CHECK_FALSE(to_euro.convert(100, currency("USD"), kDay + 72 * kHours));  // it has ended
  CHECK_FALSE(to_euro.convert(100, currency("JPY"), kDay + 30 * kHours));  // the new point lacks it
  CHECK_FALSE(to_euro.convert(100, Currency(), kDay));
  CHECK(*to_euro.convert(100, currency("EUR"), kDay - kHours) == 100);
  CHECK_FALSE(ExchangeRates(nullptr, currency("EUR")).convert(100, currency("USD"), kDay));
  for (const char* value :
       {R"({"EUR":1,"USD":0})", R"({"EUR":1,"USD":-2})", R"({"EUR":1,"USD":"1.25"})", "1.25"}) {
    INFO(value);
    const ExchangeRates odd =
        rates("EUR", fmt::format(R"({{"at":"2026-03-01T00:00:00Z","value":{}}})", value));
    CHECK_FALSE(odd.convert(100, currency("USD"), kDay));
  }
}

TEST_CASE("a sum tells what it could not add") {
  ConvertedMoney sum{currency("EUR")};
  const ExchangeRates to_euro = rates("EUR", kTwoDays);
  const std::map<Currency, WideMinor> money{
      {currency("EUR"), 100}, {currency("USD"), 250}, {currency("SEK"), 70}};
  sum.add(money, kDay, to_euro);
  sum.add(money, kDay + 72 * kHours, to_euro);
  CHECK(sum.minor == 100 + 200 + 100);
  CHECK(sum.without_rate == std::map<Currency, WideMinor>{{currency("USD"), 250}, {currency("SEK"), 140}});
}

TEST_CASE("there and back is the same amount, but for rounding") {
  CHECK(rc::check([] {
    const double rate = *rc::gen::inRange(100, 1'000'000) / 1000.0;
    const std::int64_t minor = *rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'000);
    const std::string points =
        fmt::format(R"({{"at":"2026-03-01T00:00:00Z","value":{{"EUR":1,"USD":{}}}}})", rate);
    const WideMinor there = *rates("USD", points).convert(minor, currency("EUR"), kDay);
    const WideMinor back = *rates("EUR", points).convert(there, currency("USD"), kDay);
    const double off = std::abs(static_cast<double>(back) - static_cast<double>(minor));
    RC_ASSERT(off <= 1 + 0.5 / rate);
  }));
}

}  // namespace suggestd::shop
