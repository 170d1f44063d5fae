// One trial on a split: a shop that learned one part, and its lists measured against the other.
//
// Lists    of products that the person does not have yet, best first: the answers of the server.
// Result   the same for any number of threads.
// Threads  one; training and scoring use as many more as the model's options say.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "evaluate/lane_table.h"
#include "evaluate/metrics.h"
#include "evaluate/offline_shop.h"
#include "evaluate/split.h"
#include "learn/model_options.h"
#include "recommend/request.h"

namespace suggestd::evaluate {

struct Scoring {
  std::size_t at = 20;           // length of the lists
  std::size_t sample_users = 0;  // people that are scored, spread evenly; 0: all
};

class SplitTrial {
 public:
  // Trains. Requires: `test` outlives the trial; each of its people has an item.
  SplitTrial(const std::vector<UserItems>& train, const std::vector<UserItems>& test,
             const learn::ModelOptions& model);

  Result<Quality> quality(const recommend::FixedSumWeights& lanes, const Scoring& scoring) const;

  // The lanes' parts for the people of `sample_users` (Scoring), to judge weights with.
  LaneTable lane_table(std::size_t sample_users) const;

  double train_seconds() const noexcept { return train_seconds_; }
  std::size_t products() const noexcept { return products_; }  // of either part

 private:
  Result<std::vector<std::string>> list(const std::string& user, const recommend::FixedSumWeights& lanes,
                                        std::size_t at) const;

  const std::vector<UserItems>& test_;
  std::size_t threads_;
  OfflineShop shop_;
  double train_seconds_ = 0;
  std::size_t products_ = 0;
  std::size_t people_ = 0;
  std::unordered_map<std::string, std::size_t> people_with_;
};

}  // namespace suggestd::evaluate
