// The last-basket protocol: all baskets of a person but the last are learned, the last is predicted;
// products bought before may come back. Recall@k and NDCG@k over the people with two baskets or more.
//
// The format has an order and no times: the baskets of one person are laid out a week apart, so that
// everybody's last learned basket falls into the same week.
//
// Blend    the recommender that the server asks: the learned blend, fitted inside the learned part; where too
//          few people came back for a fit, the fixed sum that serves then (recommend/scores/lane_scores.h).
// Lanes    by themselves, and with `ablate` the blend without each of its parts, on
//          model/blend/learned_blend.h, which scores every product instead of those that the lanes touch.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "evaluate/report.h"
#include "evaluate/split.h"
#include "learn/model_options.h"

namespace suggestd::evaluate {

struct LastBasketOptions {
  std::filesystem::path file;
  std::size_t at = 10;
  std::size_t sample_users = 0;  // people that are scored, spread evenly; 0: all
  bool ablate = false;           // also the blend fitted without each of its parts: "without history"
  bool diversity = false;        // also the served lists at each diversity from 0 to 1, in steps of 0.1
  learn::ModelOptions model;
  std::function<void(const std::string&)> progress;  // a line for a person; may be empty
};

// Errors: those of the file (evaluate/split.h); invalid if nobody has two baskets.
Result<Report> evaluate_last_basket(const LastBasketOptions& options);
// The same on baskets that were read elsewhere; options.file only names them in an error.
Result<Report> evaluate_last_basket(std::vector<UserBaskets> users, const LastBasketOptions& options);

}  // namespace suggestd::evaluate
