#include "learn/lanes/blend_fitter.h"

#include <sched.h>

#include <chrono>
#include <system_error>
#include <utility>

#include "base/round.h"
#include "base/this_thread.h"

namespace suggestd::learn {
namespace {

// The rest after a fit that failed, most often for want of memory: it is due again at once.
constexpr std::chrono::seconds kRestAfterFailure{60};

}  // namespace

void BlendFitter::start(std::shared_ptr<const Snapshot> snapshot) {
  done_.store(false);
  const auto fit = [this, snapshot = std::move(snapshot)](const std::stop_token& stop) {
    name_this_thread("blend fit");
    // The threads that this one starts inherit the priority. A system that refuses it runs the fit at the
    // ordinary one.
    const sched_param none{};
    sched_setscheduler(0, SCHED_IDLE, &none);
    const bool done = do_round("blend fit", [&] { found_ = fit_served_blend(*snapshot, threads_, stop); });
    if (!done) rest(kRestAfterFailure, stop);
    done_.store(true);
  };
  try {
    thread_ = std::jthread(fit);
  } catch (const std::system_error&) {  // no thread to be had: it is due again when next looked at
  }
}

std::shared_ptr<const ServedBlend> BlendFitter::take() {
  if (!running() || !done_.load()) return nullptr;
  thread_.join();
  return std::exchange(found_, nullptr);
}

}  // namespace suggestd::learn
