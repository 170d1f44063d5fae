// The values of product feeds, in the spellings that shops write.
//
// Threads  pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "base/time_zone.h"
#include "records/money.h"

namespace suggestd::cli {

struct FeedPrice {
  std::string amount;    // "1299.00"
  std::string currency;  // "EUR"
};

// "9.99 EUR", "EUR 9.99", "9.99EUR", "1,299.00 USD", "1.299,00 EUR", "1 299 SEK", "€9.99". Errors: invalid for a
// price without a currency, unless `standard` is known, and for an amount that can be read in two ways ("1.299 EUR").
Result<FeedPrice> parse_feed_price(std::string_view text, Currency standard = {});

// A date without a time stands for a whole day.
enum class DayEdge { begin, end };

struct FeedTime {
  Timestamp at;
  bool zone_named = true;  // false: the shop's zone was taken
};

// "2031-06-17", "2031-06-17T10:00", "2031-06-17 10:00:59 +0200". A day ends when the next one begins. Errors:
// invalid for other forms, also for days and months in another order.
Result<FeedTime> parse_feed_time(std::string_view text, DayEdge edge, const TimeZone& zone);

// The two times of "BEGIN/END", with or without blanks at the slash. Errors: as above, and invalid if the
// end is not behind the beginning.
struct FeedPeriod {
  FeedTime begin;
  FeedTime end;
};
Result<FeedPeriod> parse_feed_period(std::string_view text, const TimeZone& zone);

// Whether a product of this availability can be bought; nothing for a word that is unknown. Case, blanks,
// '_' and '-' do not count, nor does an address of schema.org in front.
std::optional<bool> can_be_bought(std::string_view availability);

}  // namespace suggestd::cli
