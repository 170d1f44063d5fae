// An order as the shop tells it, and the parts of it that were taken back later.
//
// Threads  plain values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "records/money.h"
#include "records/quantity.h"

namespace suggestd {

struct OrderLine {
  std::string product_id;
  std::string variant_id;  // "" if none
  Quantity quantity;
  Money price;                    // of one unit; currency unknown: not given
  Money discount;                 // of the whole line; currency unknown: none
  std::string recommendation_id;  // the list that led to this line, "" if none
  std::string properties;         // JSON object as text, "" if none
  Quantity refunded{0};           // taken back so far; at most `quantity`

  bool operator==(const OrderLine&) const = default;
};

// The person who ordered is `user_id`, else `anonymous_id`, else `email_hash`. At least one is set.
struct Order {
  std::string order_id;
  std::string user_id;
  std::string anonymous_id;
  std::string email_hash;
  Timestamp placed_at{};
  std::optional<Timestamp> updated_at;
  Currency currency;
  std::string status;  // the shop's own word, kept as it is
  std::vector<OrderLine> lines;
  std::string properties;  // JSON object as text, "" if none
  bool cancelled = false;

  bool operator==(const Order&) const = default;
};

}  // namespace suggestd
