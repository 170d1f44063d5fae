// The orders that `evaluate` measures on: a shop's own, from its exports, its store or its running server, or a
// data set.
//
// Threads  one.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "evaluate/customer_orders.h"
#include "learn/model_options.h"

namespace suggestd::cli {

struct OrdersPlace {
  std::string format;              // of `files`: "orders" or "online-retail"
  std::vector<std::string> files;  // what `export --kind orders` wrote; "-" is standard input
  std::string store;               // the folder of a store, "" if none
  std::string shop = "default";    // in the store
  std::string from;                // a running server's address, "" if none
  std::string key;                 // for the server, with the scope read
};

// By time. Tells on standard error how many orders have no user_id and so can't be measured on. Errors: those
// of reading; invalid, with file and line, for a line that is no order, and if no order is left.
Result<std::vector<evaluate::CustomerOrder>> read_orders(const OrdersPlace& place,
                                                         const learn::ModelOptions& model);

}  // namespace suggestd::cli
