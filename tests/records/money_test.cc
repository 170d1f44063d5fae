#include "records/money.h"

#include <limits>

#include <rapidcheck.h>
#include <catch2/catch.hpp>

namespace suggestd {
namespace {

TEST_CASE("decimal text becomes whole minor units") {
  const auto [text, code, minor] = GENERATE(table<const char*, const char*, std::int64_t>({
      {"0.85", "GBP", 85},
      {"12", "EUR", 1200},
      {"-3.5", "EUR", -350},
      {"0", "GBP", 0},
      {"1.500", "GBP", 150},
      {"500", "JPY", 500},
      {"500.00", "JPY", 500},
      {"1.234", "KWD", 1234},
      {"92233720368547758.07", "GBP", std::numeric_limits<std::int64_t>::max()},
  }));
  const Result<Money> money = parse_money(text, *Currency::parse(code));
  INFO(text << ' ' << code);
  REQUIRE(money.ok());
  CHECK(money->minor == minor);
}

TEST_CASE("what is no amount is refused in words") {
  const auto [text, message] = GENERATE(table<const char*, const char*>({
      {"", "'' is no decimal amount; one looks like \"0.85\""},
      {".5", "'.5' is no decimal amount; one looks like \"0.85\""},
      {"5.", "'5.' is no decimal amount; one looks like \"0.85\""},
      {"1e3", "'1e3' is no decimal amount; one looks like \"0.85\""},
      {"0,85", "'0,85' is no decimal amount; one looks like \"0.85\""},
      {"1.2.3", "'1.2.3' is no decimal amount; one looks like \"0.85\""},
      {"0.855", "'0.855' has more than the 2 digits after the point that GBP has"},
      {"92233720368547758.08", "'92233720368547758.08' is too large an amount"},
  }));
  const Result<Money> money = parse_money(text, *Currency::parse("GBP"));
  REQUIRE(!money.ok());
  CHECK(money.error().message() == message);
}

TEST_CASE("amounts survive their text") {
  CHECK(rc::check([](std::int64_t minor) {
    RC_PRE(minor != std::numeric_limits<std::int64_t>::min());
    const Currency currency = *Currency::parse(*rc::gen::element<std::string>("GBP", "JPY", "KWD"));
    const Money money{minor, currency};
    RC_ASSERT(*parse_money(to_decimal(money), currency) == money);
  }));
}

TEST_CASE("a currency is three capital letters") {
  for (const char* wrong : {"", "GB", "gbp", "GBPX", "G1P"}) CHECK_FALSE(Currency::parse(wrong).ok());
  CHECK(Currency::parse("GBP")->code() == "GBP");
}

}  // namespace
}  // namespace suggestd
