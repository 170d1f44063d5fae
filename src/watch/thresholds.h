// The numbers of [watch] that an operator chooses; the defaults stand in settings/config_table.cc.
//
// Threads  plain values.
#pragma once

#include <chrono>

namespace suggestd::watch {

struct Thresholds {
  std::chrono::seconds hold{
      120};  // a condition must last for this to be raised, and be over for this to be cleared
  std::chrono::seconds repeat{86400};  // an open alarm is told again after this; 0: never
  double no_orders_false_alarms =
      0.1;                        // a month and shop, were orders to come by chance alone; 0: not looked at
  std::chrono::seconds lag{60};   // 0: not looked at
  double disk_free_percent = 10;  // 0: not looked at
  std::chrono::seconds backup{172800};  // 0: not looked at
  std::chrono::seconds connector{3600};
};

}  // namespace suggestd::watch
