// Another suggestd server that the watch looks at. Each is a [[watch.server]] table of the configuration:
//
//   name          names it in alarms, in the log and in /v1/status
//   url           its administrators' listener: "https://b.example:8601"
//   key_file      holds a key of it with the scope `watch`; with one of a shop, that shop alone is seen
//
// Secrets  stand in files (docs/decisions/0581), which are read when the server starts and at a reload, not when the
//          configuration is checked.
// Threads  plain values and pure functions, but for the files.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace suggestd::watch {

struct WatchedServer {
  std::string name;
  std::string url;  // without a slash at its end
  std::string key_file;

  std::string key = {};  // what key_file holds
};

inline constexpr std::size_t kMostWatchedServers = 20;

// `json`: the table. Errors: invalid, with a field for each that is wrong.
Result<WatchedServer> parse_watched_server(std::string_view json);

// Reads its key, by the path that `path_of` makes of the name in the configuration. Errors: those of reading.
Status read_key(WatchedServer& server, const std::function<std::string(const std::string&)>& path_of);

}  // namespace suggestd::watch
