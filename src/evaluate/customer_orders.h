// Online Retail files as orders of named customers, for the evaluations.
//
// Left out  orders without a customer, cancellations, lines that are no products
//           (records/online_retail.h).
// Errors    not_found with the file's name; invalid if a file does not name its columns.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "evaluate/split.h"

namespace suggestd::evaluate {

struct CustomerOrder {
  std::string user;
  double day = 0;   // since 1970
  Basket products;  // not empty
};

// By time. Requires: `files` in the order of their time.
Result<std::vector<CustomerOrder>> read_online_retail(std::span<const std::filesystem::path> files);

// The same by customer, in the order of their first orders.
std::vector<UserBaskets> baskets_of(const std::vector<CustomerOrder>& orders);

}  // namespace suggestd::evaluate
