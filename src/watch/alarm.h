// An alarm's way, and what each receiver has been told of it.
//
//   quiet --(bad for the hold-down)--> raised --(good for the hold-down)--> quiet
//
// Unknown   leaves it as it is, and the hold-down begins anew.
// Told      what is to be told follows from the state and from what was told last, and from nothing else: so nothing is
//           told twice, a receiver that was away is told what is still so once it is back, and an alarm that has come and
//           gone meanwhile, or in quiet hours, is not told at all.
// Clocks    the hold-down by the one that nobody sets; what is kept and told by the wall's.
// Threads   plain values.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/time.h"
#include "watch/condition.h"

namespace suggestd::watch {

struct Alarm {
  std::string words = {};                // of the last bad finding
  std::optional<Timestamp> raised = {};  // since when it is
  Timestamp changed{};                   // when it was raised or cleared last
  std::map<std::string, Timestamp, std::less<>> told =
      {};  // by receiver that knows it as raised: when it was told last

  // Since when findings say the other; not kept: after a restart a hold-down begins anew.
  std::optional<std::chrono::steady_clock::time_point> turning = {};
};

// Takes a finding in. True if the alarm was raised or cleared by it.
bool take(Alarm& alarm, const Finding& finding, std::chrono::seconds hold, const Clock& clock);

enum class Notice : std::uint8_t { raised, still, cleared };
std::string_view notice_name(Notice notice);

// The notice that a receiver is due now; nothing if it knows. `repeat` 0: an open alarm is told once.
std::optional<Notice> due(const Alarm& alarm, std::string_view receiver, std::chrono::seconds repeat,
                          Timestamp now);

}  // namespace suggestd::watch
