// Writes checkpoints beside the worker: those of a large shop take a second.
//
// Errors   no_space, busy and io are tried again until a stop is asked for: rows that were taken from the
//          model have no second copy, and a full disk will have room again.
// Threads  one owner; inside, a thread for each write.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "store/tables/follower_state.h"

namespace suggestd::learn {

class CheckpointWriter {
 public:
  using MakeRows = std::function<std::vector<store::StateRow>()>;

  // Requires: `state` outlives this.
  CheckpointWriter(ShopId shop, store::FollowerState& state) : shop_(shop), state_(state) {}
  // Waits for the write that goes on, without trying it again.
  ~CheckpointWriter() = default;
  CheckpointWriter(const CheckpointWriter&) = delete;
  CheckpointWriter& operator=(const CheckpointWriter&) = delete;

  bool running() const noexcept { return thread_.joinable(); }
  // Calls `make` in the writer's thread until it returns rows, and lets it go then. Requires: !running().
  void start(Position applied, MakeRows make);
  // The outcome of a write that has ended; after that, none is running.
  std::optional<Status> take();
  // Waits for the write that goes on, if there is one, without trying it again, and takes its outcome.
  Status finish();

  // The time that the last write took, without the refused attempts before it: an hour with a full disk does
  // not count.
  // Requires: !running().
  std::chrono::steady_clock::duration last_took() const noexcept { return took_; }

 private:
  Status make_and_write(Position applied, MakeRows& make, const std::stop_token& stop);
  Status write_once(Position applied, const std::vector<store::StateRow>& rows);
  Status write(Position applied, const std::vector<store::StateRow>& rows, const std::stop_token& stop);

  const ShopId shop_;
  store::FollowerState& state_;
  // Written by the thread before done_, read after.
  Status outcome_;
  std::chrono::steady_clock::duration took_{};
  std::atomic<bool> done_{false};
  std::jthread thread_;  // last: ends before the rest does
};

}  // namespace suggestd::learn
