#include "watch/error_rate.h"

namespace suggestd::watch {

void ErrorRate::note(const AnswerCounts& counts, std::chrono::steady_clock::time_point at) {
  noted_.push_back({at, counts});
  while (noted_.size() > 1 && at - noted_[1].at >= kWindow) noted_.pop_front();
}

AnswerCounts ErrorRate::recent() const {
  if (noted_.empty()) return {};
  return {noted_.back().counts.answers - noted_.front().counts.answers,
          noted_.back().counts.failures - noted_.front().counts.failures};
}

bool ErrorRate::bad() const {
  const AnswerCounts counts = recent();
  return counts.failures >= kLeastFailures &&
         static_cast<double>(counts.failures) > kMostShare * static_cast<double>(counts.answers);
}

}  // namespace suggestd::watch
