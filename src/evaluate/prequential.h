// The prequential protocol: each order is predicted before it is learned, through the whole log.
//
// Scored   orders of customers with an earlier order, once a blend could be fitted; products bought
//          before may come back. hit rate, NDCG@k, Recall@k, MRR over orders.
// Asked    the recommender that the server asks. The lanes by themselves on model/blend/learned_blend.h.
// Learned  each order at once, as the server learns near the head of its log; all rows and the blend's
//          weights every kRenewalDays of the log. (Gama et al. 2013, On evaluating stream learning
//          algorithms; here the rolling sum has no forgetting.)
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "evaluate/customer_orders.h"
#include "evaluate/report.h"
#include "learn/model_options.h"

namespace suggestd::evaluate {

inline constexpr double kRenewalDays = 56;

struct PrequentialOptions {
  std::size_t at = 20;
  learn::ModelOptions model;
  std::function<void(const std::string&)> progress;  // a line for a person; may be empty
};

// Requires: orders by time. Errors: invalid if no order can be scored.
Result<Report> evaluate_prequential(const std::vector<CustomerOrder>& orders,
                                    const PrequentialOptions& options);

}  // namespace suggestd::evaluate
