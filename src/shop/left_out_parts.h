// Tells of the parts of scenarios that lists did without, because they have no meaning in the catalogue as it
// is: in a counter for each list, and in the log when a scenario's parts change.
//
// Threads  any.
#pragma once

#include <atomic>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/mutex.h"
#include "recommend/request.h"

namespace suggestd::shop {

class LeftOutParts {
 public:
  // Called for each list under a scenario; `parts` is mostly empty.
  void note(std::string_view shop, std::string_view scenario, const std::vector<recommend::LeftOut>& parts);

 private:
  // True if these are not the parts that were left out last.
  bool changed(std::string_view scenario, const std::vector<recommend::LeftOut>& parts);

  std::atomic<bool> any_{false};  // false: no list ever did without a part, and no lock is taken
  Mutex mutex_;
  std::map<std::string, std::vector<recommend::LeftOut>, std::less<>> last_ SUGGESTD_GUARDED_BY(mutex_);
};

}  // namespace suggestd::shop
