#include "watch/error_rate.h"

namespace suggestd::watch {

void ErrorRate::note(const LoadCounts& counts, std::chrono::steady_clock::time_point at) {
  noted_.push_back({at, counts});
  while (noted_.size() > 1 && at - noted_[1].at >= kWindow) noted_.pop_front();
}

RecentLoad ErrorRate::recent() const {
  if (noted_.empty()) return {};
  const auto& [begin, before] = noted_.front();
  const auto& [end, now] = noted_.back();
  return {std::chrono::duration_cast<std::chrono::seconds>(end - begin),
          {now.answers - before.answers, now.failures - before.failures,
           now.processor_seconds - before.processor_seconds}};
}

bool ErrorRate::bad() const {
  const LoadCounts counts = recent().counts;
  return counts.failures >= kLeastFailures &&
         static_cast<double>(counts.failures) > kMostShare * static_cast<double>(counts.answers);
}

}  // namespace suggestd::watch
