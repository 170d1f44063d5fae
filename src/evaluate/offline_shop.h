// A shop in memory for an evaluation: the learner's own model and the recommender's own lists, fed from a
// data set instead of a log. What is measured here is what serves.
//
// Threads  one; training uses as many as the options say.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "learn/model.h"
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

  // Full training on everything added so far. Returns the seconds that it took.
  double train();

  // Requires: train() was called after the last record.
  const learn::Snapshot& snapshot() const noexcept { return *snapshot_; }

  // The answer that the server would give now. Requires: train() was called after the last record.
  Result<std::vector<std::string>> list(const recommend::Request& request) const;

 private:
  void apply(Change change);

  learn::Model model_;
  std::uint64_t sequence_ = 0;
  std::shared_ptr<const learn::Snapshot> snapshot_;
};

}  // namespace suggestd::evaluate
