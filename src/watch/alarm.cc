#include "watch/alarm.h"

namespace suggestd::watch {

bool take(Alarm& alarm, const Finding& finding, std::chrono::seconds hold, const Clock& clock) {
  const bool bad = finding.verdict == Verdict::bad;
  if (bad) alarm.words = finding.words;
  if (finding.verdict == Verdict::unknown || bad == alarm.raised.has_value()) {
    alarm.turning.reset();
    return false;
  }
  if (!alarm.turning) alarm.turning = clock.steady();
  if (clock.steady() - *alarm.turning < hold) return false;
  alarm.turning.reset();
  alarm.changed = clock.wall();
  alarm.raised = bad ? std::optional(alarm.changed) : std::nullopt;
  return true;
}

std::string_view notice_name(Notice notice) {
  switch (notice) {
    case Notice::raised:
      return "raised";
    case Notice::still:
      return "still";
    case Notice::cleared:
      return "cleared";
  }
  return "raised";
}

std::optional<Notice> due(const Alarm& alarm, std::string_view receiver, std::chrono::seconds repeat,
                          Timestamp now) {
  const auto told = alarm.told.find(receiver);
  if (told == alarm.told.end()) return alarm.raised ? std::optional(Notice::raised) : std::nullopt;
  if (!alarm.raised) return Notice::cleared;
  const bool again = repeat.count() > 0 && now - told->second >= repeat;
  return again ? std::optional(Notice::still) : std::nullopt;
}

}  // namespace suggestd::watch
