#include "shop/left_out_parts.h"

#include "base/log.h"
#include "base/metrics.h"
#include "base/mutex.h"

namespace suggestd::shop {

void LeftOutParts::note(std::string_view shop, std::string_view scenario,
                        const std::vector<recommend::LeftOut>& parts) {
  if (parts.empty() && !any_.load(std::memory_order_relaxed)) return;
  any_.store(true, std::memory_order_relaxed);
  if (!parts.empty()) {
    counter("suggestd_scenario_parts_left_out_total", {{"shop", shop}, {"scenario", scenario}})
        .add(parts.size());
  }
  if (!changed(scenario, parts)) return;
  if (parts.empty())
    log_info("a scenario fits the catalogue again", {{"shop", shop}, {"scenario", scenario}});
  for (const recommend::LeftOut& part : parts) {
    log_warning("a scenario does not fit the catalogue: its lists do without a part of it",
                {{"shop", shop}, {"scenario", scenario}, {"part", part.pointer}, {"error", part.reason}});
  }
}

bool LeftOutParts::changed(std::string_view scenario, const std::vector<recommend::LeftOut>& parts) {
  const MutexLock lock(mutex_);
  const auto last = last_.find(scenario);
  if (last == last_.end()) {
    if (!parts.empty()) last_.emplace(scenario, parts);
    return !parts.empty();
  }
  if (last->second == parts) return false;
  if (parts.empty()) {
    last_.erase(last);
  } else {
    last->second = parts;
  }
  return true;
}

}  // namespace suggestd::shop
