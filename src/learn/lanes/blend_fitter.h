// Fits the blend beside the worker (learn/lanes/served_blend.h), at idle priority: a shop under load is
// served and learned first.
//
// Threads  one owner; inside, a thread for each fit and those that it starts.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <thread>

#include "learn/lanes/served_blend.h"
#include "learn/snapshot.h"

namespace suggestd::learn {

class BlendFitter {
 public:
  explicit BlendFitter(std::size_t threads) : threads_(threads) {}
  // Asks a fit to stop and waits for the end of its present part: seconds for a large shop.
  ~BlendFitter() = default;
  BlendFitter(const BlendFitter&) = delete;
  BlendFitter& operator=(const BlendFitter&) = delete;

  bool running() const noexcept { return thread_.joinable(); }
  // Requires: !running().
  void start(std::shared_ptr<const Snapshot> snapshot);
  // Takes a fit's result, once it has ended; then it is no longer running. Null: no result, or not yet.
  std::shared_ptr<const ServedBlend> take();

 private:
  const std::size_t threads_;
  std::shared_ptr<const ServedBlend> found_;  // written by the fit before done_, read after
  std::atomic<bool> done_{false};
  std::jthread thread_;  // last: ends before the rest does
};

}  // namespace suggestd::learn
