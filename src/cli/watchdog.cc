#include "cli/watchdog.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <string_view>

#include "base/log.h"
#include "base/this_thread.h"
#include "cli/learners_watch.h"
#include "cli/systemd_notify.h"

namespace suggestd::cli {
namespace {

// Above any epoch of a training, between which nothing moves: a server that is started again for nothing would begin
// the training anew, and never end it.
constexpr std::chrono::hours kStandstill{1};

// A number of the environment; 0 if it is missing or none.
std::int64_t number_of(const char* name) {
  const char* text = std::getenv(name);
  std::int64_t value = 0;
  if (text != nullptr) std::from_chars(text, text + std::string_view(text).size(), value);
  return value;
}

// The longest time between two feedings; 0 if nobody waits for this process.
std::chrono::microseconds asked_for() {
  const std::int64_t process = number_of("WATCHDOG_PID");
  if (process != 0 && process != ::getpid()) return {};
  return std::chrono::microseconds(number_of("WATCHDOG_USEC"));
}

bool all_move(const shop::Shops& shops, LearnersWatch& watch) {
  const auto now = std::chrono::steady_clock::now();
  const auto all = shops.all();
  return std::all_of(all.begin(), all.end(), [&](const auto& shop) {
    if (watch.moves(shop->id(), shop->status().learner, now)) return true;
    log_error("the learner stands still; the watchdog is not fed", {{"shop", shop->name()}});
    return false;
  });
}

void feed(const std::stop_token& stop, const shop::Shops& shops, std::chrono::microseconds every) {
  LearnersWatch watch(kStandstill);
  do {
    if (all_move(shops, watch)) notify_systemd("WATCHDOG=1");
  } while (rest(std::chrono::ceil<std::chrono::milliseconds>(every), stop));
}

}  // namespace

Watchdog::Watchdog(const shop::Shops& shops) {
  const std::chrono::microseconds longest = asked_for();
  if (longest.count() <= 0) return;
  // Several feedings within the time, so that one that comes late on a busy machine ends nothing.
  feeder_ = std::jthread([&shops, longest](const std::stop_token& stop) { feed(stop, shops, longest / 4); });
}

}  // namespace suggestd::cli
