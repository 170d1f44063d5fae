// The settings of one server with the place that each came from.
//
// Threads  plain values.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "settings/config.h"

namespace suggestd {

struct LoadedConfig {
  Config config;
  std::map<std::string, std::string, std::less<>> origins;  // key -> "default", "file:3:1", "environment"...
  std::vector<std::string> scenario_places = {};            // of config.scenarios, one for each
  std::vector<std::string> receiver_places = {};            // of config.watch.receivers
  std::vector<std::string> server_places = {};              // of config.watch.servers
  std::vector<std::string> provider_places = {};            // of config.sign_in_providers
};

}  // namespace suggestd
