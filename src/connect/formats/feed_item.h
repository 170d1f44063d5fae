// One item of a Google product feed as a product of the API.
//
// Fields        id, title, description, link, image_link, brand, item_group_id, price, sale_price with
//               sale_price_effective_date, availability, expiration_date (available_until),
//               google_product_category and product_type; others become `properties`, a repeated one an array.
//               Names' case does not count.
// Ranks         a field of the feed's own (g:) hides Atom's or RSS's of the same name, whichever stands first.
// Sales         sale_price is the price while its period holds, and without a period always.
// Availability  what can't be bought has stock 0; what can has no number. An unknown word is refused: in stock
//               by mistake sells nothing.
// Threads       plain values.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "base/time_zone.h"
#include "records/money.h"

namespace suggestd::cli {

enum class FeedRank { other, plain, own };

struct FeedField {
  std::string name;  // without a prefix
  std::string text;
  FeedRank rank = FeedRank::own;
};
using FeedItem = std::vector<FeedField>;  // in the order of the feed

struct FeedRules {
  TimeZone zone;
  Timestamp now;           // decides which sales hold
  Currency currency = {};  // of prices that name none; unknown: they must name one
};

struct FeedProduct {
  std::string json;
  bool zone_taken = false;  // a time named no zone
};

// Errors: invalid for an item without an id, with two values where one can be, or with a price, time or
// availability that can't be read; the message names the field and what it held.
Result<FeedProduct> product_of(const FeedItem& item, const FeedRules& rules);

}  // namespace suggestd::cli
