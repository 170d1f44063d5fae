// The smallest useful follower of the log: it counts each product's purchases. It keeps them in rows, so that
// a restart reads only later records. docs/internals/how-to/build-a-follower.md goes through it.
#pragma once

#include <map>
#include <string>
#include <variant>

#include "base/mutex.h"
#include "follow/log_follower.h"
#include "store/tables/follower_state.h"

namespace suggestd::follow {

class PurchaseCounts final : public FollowerWork {
 public:
  PurchaseCounts(ShopId shop, const store::ChangeLog& log, store::FollowerState& state)
      : shop_(shop), log_(log), state_(state), follower_("purchases", shop, log, *this) {}
  ~PurchaseCounts() override { follower_.stop(); }

  void start() { follower_.start(); }
  const LogFollower& follower() const { return follower_; }
  int of(const std::string& product) const {
    const MutexLock lock(mutex_);
    const auto found = counts_.find(product);
    return found == counts_.end() ? 0 : found->second;
  }

  // --- The pool's thread.

  Status begin() override {
    const Result<Position> stored = state_.applied(shop_);
    if (!stored) return stored.error();
    const MutexLock lock(mutex_);
    counts_.clear();
    position_ = stored->epoch == log_.epoch(shop_) ? stored->sequence : Sequence{0};
    if (number(position_) == 0) return {};
    follower_.tell_applied(position_);
    return state_.for_each(
        shop_, "", [this](std::string_view product, std::string_view count) SUGGESTD_REQUIRES(mutex_) {
          counts_[std::string(product)] = std::stoi(std::string(count));
          return Status();
        });
  }

  Sequence position() const override { return position_; }
  Result<store::Page> next_page() override { return log_.read(shop_, position_, 100); }
  Status pass_gap() override {
    position_ = Sequence{number(log_.oldest(shop_)) - 1};
    return {};
  }

  Status apply(const store::Page& page) override {
    std::map<std::string, int> changed;
    for (const Change& change : page.changes) {
      const auto* order = std::get_if<OrderChange>(&change.payload);
      if (order == nullptr || change.op != ChangeOp::placed) continue;
      for (const OrderLine& line : order->after.lines) changed[line.product_id] += 1;
    }
    std::vector<store::StateRow> rows;
    for (auto& [product, count] : changed) rows.push_back({product, std::to_string(count += of(product))});
    if (const Status kept = state_.write_checkpoint(shop_, {log_.epoch(shop_), page.next}, rows); !kept)
      return kept;
    {
      const MutexLock lock(mutex_);
      for (const auto& [product, count] : changed) counts_[product] = count;
    }
    position_ = page.next;
    follower_.tell_applied(position_);
    return {};
  }

  Result<Rested> rest() override { return Rested{}; }
  void drop() noexcept override {}
  Status begin_anew(const Unapplied&) override { return begin(); }

 private:
  const ShopId shop_;
  const store::ChangeLog& log_;
  store::FollowerState& state_;
  Sequence position_{};
  mutable Mutex mutex_;
  std::map<std::string, int> counts_ SUGGESTD_GUARDED_BY(mutex_);
  LogFollower follower_;  // last: it uses all of the above
};

}  // namespace suggestd::follow
