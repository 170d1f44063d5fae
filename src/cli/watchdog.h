// Feeds the watchdog of systemd (WatchdogSec=) for as long as the learners move; then systemd ends the server and
// starts it again. Each feeding reads the status of every shop's learner, so a learner that never lets go of its
// lock keeps it from being fed too.
//
// Threads  one of its own, from begin to end of its life; none if systemd does not ask for it.
#pragma once

#include <thread>

#include "shop/shops.h"

namespace suggestd::cli {

class Watchdog {
 public:
  // Requires: `shops` outlives this.
  explicit Watchdog(const shop::Shops& shops);

 private:
  std::jthread feeder_;
};

}  // namespace suggestd::cli
