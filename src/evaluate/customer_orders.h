// Orders of named customers, for the evaluations: a shop's own, or those of Online Retail files.
//
// Left out  orders without a user_id, cancelled orders, lines that were taken back as a whole, and lines of
//           Online Retail files that are no products (records/online_retail.h).
// Errors    not_found with the file's name; invalid if a file does not name its columns.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "evaluate/split.h"
#include "records/order.h"

namespace suggestd::evaluate {

struct CustomerOrder {
  std::string user;
  double day = 0;   // since 1970
  Basket products;  // not empty
};

// By time.
std::vector<CustomerOrder> customer_orders(std::span<const Order> orders);

// The orders by time. Requires: `files` in the order of their time.
Result<std::vector<CustomerOrder>> read_online_retail(std::span<const std::filesystem::path> files);

// The baskets of each customer, in the order of their first orders.
std::vector<UserBaskets> baskets_of(const std::vector<CustomerOrder>& orders);

}  // namespace suggestd::evaluate
