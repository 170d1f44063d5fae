// Orders in the JSON of the API (POST /v1/orders), both ways.
//
// Required: order_id, placed_at, currency (but see parse_order), lines (1 to kMaxOrderLines) with product_id, quantity, price; and
// at least one of user_id, anonymous_id, email_hash. A parse reports all bad fields at once, each with its
// JSON pointer, and refuses fields that it does not know: a typo dropped in silence would cost the shop more
// than an error. `properties` is free.
//
// Threads  pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "records/order.h"

namespace suggestd {

inline constexpr std::size_t kMaxOrderLines = 10'000;

// `standard`: the currency of an order that names none; unknown: it must name one. The order then names it like any
// other.
Result<Order> parse_order(std::string_view json, Currency standard = {});
// Appends the order as one JSON object without line breaks; parse_order() reads back an equal order.
void append_json(std::string& out, const Order& order);
std::string to_json(const Order& order);

// The JSON pointer of the first field in which two orders differ as the shop told them; none if they are the
// same. Parts that later records took back (cancelled, refunded) are not compared.
std::optional<std::string> order_content_difference(const Order& a, const Order& b);

}  // namespace suggestd
