// The two parts of a data set, learned and predicted, as people's products without an order.
//
// given           two files, as published with a data set
// leave last out  the predicted part has, for each person with two products or more, the product that they
//                 bought for the first time last
// by time         the learned part has purchases before a moment, the predicted one first purchases from then
//                 on
// Rule            no product of a person stands in both parts, and nobody is in the test part without a
//                 product.
#pragma once

#include <filesystem>
#include <vector>

#include "base/result.h"
#include "evaluate/customer_orders.h"
#include "evaluate/split.h"

namespace suggestd::evaluate {

struct Split {
  std::vector<UserItems> train;
  std::vector<UserItems> test;
};

// Errors: those of the files (evaluate/split.h); invalid if nobody has a test item.
Result<Split> given_split(const std::filesystem::path& train, const std::filesystem::path& test);

// The last product in the order of a basket counts as bought last. People without two products are learned.
Split leave_last_out(const std::vector<UserBaskets>& users);

// The moment leaves `share` of the orders, 0 to 1, to be predicted. People who are new then are left out:
// there is nothing to make their list of. Requires: `orders` by time.
Split split_by_time(const std::vector<CustomerOrder>& orders, double share);

}  // namespace suggestd::evaluate
