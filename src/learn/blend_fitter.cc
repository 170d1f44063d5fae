#include "learn/blend_fitter.h"

#include <sched.h>

#include <utility>

#include "base/this_thread.h"

namespace suggestd::learn {

void BlendFitter::start(std::shared_ptr<const Snapshot> snapshot) {
  done_.store(false);
  thread_ = std::jthread([this, snapshot = std::move(snapshot)](const std::stop_token& stop) {
    name_this_thread("blend fit");
    // Threads that a thread starts inherit this. A system that refuses it runs the fit like all else.
    const sched_param none{};
    sched_setscheduler(0, SCHED_IDLE, &none);
    found_ = fit_served_blend(*snapshot, threads_, stop);
    done_.store(true);
  });
}

std::shared_ptr<const ServedBlend> BlendFitter::take() {
  if (!running() || !done_.load()) return nullptr;
  thread_.join();
  return std::exchange(found_, nullptr);
}

}  // namespace suggestd::learn
