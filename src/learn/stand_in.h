// The model that serves while another is made by other options. It goes on learning what the log holds, so that lists
// know of a product that is sold out and of an order that has just come.
//
// Failure  what it can't learn ends it, whatever the reason: the snapshot that was published last goes on being served,
//          and the model that is being made meets the same record and deals with it.
// Threads  the learner's own.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "base/ids.h"
#include "learn/learned_shop.h"
#include "records/change.h"
#include "store/log/change_log.h"

namespace suggestd::learn {

class StandIn {
 public:
  // `applied`: the place in the log that the model has reached.
  void begin(std::unique_ptr<LearnedShop> model, Position applied);
  void end() noexcept { model_.reset(); }
  bool there() const noexcept { return model_ != nullptr; }

  // Learns the next page of the log, `most` records or fewer, and returns it; empty if nothing is new, or if it ended.
  // Requires: there().
  store::Page learn_page(const store::ChangeLog& log, ShopId shop, std::size_t most) noexcept;

  // Requires: there().
  LearnedShop& model() noexcept { return *model_; }
  Position applied() const noexcept { return applied_; }

 private:
  std::unique_ptr<LearnedShop> model_;
  Position applied_;
};

}  // namespace suggestd::learn
