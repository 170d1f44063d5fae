// A shop in memory for an evaluation: the learner's own model and the recommender's own lists, fed from a
// data set instead of a log. So an evaluation measures the code that serves.
//
// Threads  one; training uses as many as the options say.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "learn/learned_shop.h"
#include "recommend/request.h"

namespace suggestd::evaluate {

class OfflineShop {
 public:
  explicit OfflineShop(const learn::ModelOptions& options);

  // The catalogue's entry of a product.
  void add_product(const Product& product, Timestamp at);
  // Records to be learned by the next train(). Times must not go back.
  void add_purchase(std::string_view user, std::string_view product, Timestamp at);
  void add_order(std::string_view user, std::span<const std::string> products, Timestamp at);

  // Full training on everything added so far. Returns the seconds that it took. `progress` may throw, to end it.
  double train(const learn::TrainingCallback& progress = {});
  // Fits the learned blend as the server does, on everything that was trained. Returns the seconds that it
  // took. A fit that is stopped leaves none. Requires: train() was called after the last record.
  double fit_blend(std::size_t threads, const std::stop_token& stop = {});
  // From now on records are learned one by one, as the server does near the head of its log. Requires:
  // train() was called after the last record.
  void learn_live();

  // Requires: train() was called after the last record, or it was learned live.
  const learn::Snapshot& snapshot() const noexcept { return *snapshot_; }

  // The answer that the server would give now. Requires: as for snapshot().
  Result<std::vector<std::string>> list(const recommend::Request& request) const;

 private:
  void apply(Change change);

  void publish();

  learn::LearnedShop model_;
  std::uint64_t sequence_ = 0;
  std::shared_ptr<const learn::Snapshot> snapshot_;
};

}  // namespace suggestd::evaluate
