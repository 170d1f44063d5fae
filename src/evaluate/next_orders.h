// The next-order protocol: the model of a shop's earlier orders predicts the first order that each known customer placed
// afterwards. Products bought before may come back. Recall@k, NDCG@k, hit rate and MRR over those customers.
//
// Split    by time: the last `test_share` of the orders is not learned. One training, as the server would train at that
//          moment; each list is asked for as of the moment of its order.
// Asked    the recommender that the server asks. Beside it, the products that most customers bought, and each customer's
//          own by how often, filled up with those.
// Threads  one; training uses as many as the options say.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "evaluate/customer_orders.h"
#include "evaluate/report.h"
#include "learn/model_options.h"

namespace suggestd::evaluate {

struct NextOrdersOptions {
  std::size_t at = 20;
  std::size_t sample_users = 0;  // customers that are scored, spread evenly; 0: all
  double test_share = 0.2;
  learn::ModelOptions model;
  std::stop_token stop;
  // The step at hand, and how far it is; may be empty.
  std::function<void(std::string_view words, std::uint64_t done, std::uint64_t total)> tell;
};

// Requires: orders by time. Errors: invalid if no customer of the earlier orders placed one of the later; busy if it was
// asked to stop.
Result<Report> evaluate_next_orders(const std::vector<CustomerOrder>& orders,
                                    const NextOrdersOptions& options);

}  // namespace suggestd::evaluate
