// Reads the settings of one server, and remembers the origin of each.
//
// Order    built-in default < file < conf.d/*.toml beside the file, by name < environment < --set.
// Errors   all problems of all files at once, each as "FILE:LINE:COLUMN: what is wrong", an unknown key with
//          the nearest valid name; two values that can't work together with the places of both.
// Bounds   kMostConfigFiles files of kMostConfigBytes each.
// Threads  pure, but for the environment and the files.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "settings/config.h"
#include "settings/loaded_config.h"

namespace suggestd {

inline constexpr std::size_t kMostConfigFiles = 100;
inline constexpr std::size_t kMostConfigBytes = std::size_t{4} << 20U;

struct ConfigSources {
  std::optional<std::string> file;                 // none: no files at all
  std::map<std::string, std::string> environment;  // only names that begin with SUGGESTD_ matter
  std::vector<std::string> settings;               // "http.shop_listen=127.0.0.1:0", from --set
};

// Errors: invalid, with one line for each problem; io if a file can't be read.
Result<LoadedConfig> load_config(const ConfigSources& sources);

// All keys at their defaults.
Config default_config();

// The variables of this process that load_config looks at.
std::map<std::string, std::string> config_environment();

// "http.shop_listen" -> "SUGGESTD_HTTP__SHOP_LISTEN".
std::string environment_name(std::string_view key);

}  // namespace suggestd
