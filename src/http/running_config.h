// The configuration of the running server, as administrators see and reload it. Whoever reads the files
// (cli/running_config.h) opens this door.
//
// Threads  any; a reload waits for the one before.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace suggestd::http {

struct ConfigValue {
  std::string key;     // "http.shop_listen"
  std::string value;   // in force, as JSON
  std::string origin;  // "default", "FILE:3:1", ...
  bool live = false;   // a reload applies a change
  // In the files, and waiting for a restart; "": the value in force.
  std::string pending = {};
  std::string pending_origin = {};
};

struct ReloadReport {
  Timestamp at{};                     // of the start, before the first reload
  std::optional<Error> failure = {};  // set: nothing was applied
  std::vector<std::string> applied =
      {};  // keys whose value changed, and "scenario NAME" of those that were put
  // Keys whose value in the files waits for a restart; after a failure as before it.
  std::vector<std::string> need_restart = {};
};

struct RunningConfig {
  std::function<std::vector<ConfigValue>()> values;
  std::function<ReloadReport()> last;
  std::function<ReloadReport()> reload;
};

}  // namespace suggestd::http
