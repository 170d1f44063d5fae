// The keys of [watch].
//
// Threads  pure.
#pragma once

#include <vector>

#include "settings/config_key.h"

namespace suggestd {

void add_watch_keys(std::vector<ConfigKey>& keys);

}  // namespace suggestd
