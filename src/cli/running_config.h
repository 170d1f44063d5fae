// The configuration that a running server keeps to, and its reload: by SIGHUP and by POST /v1/config/reload.
//
// Whole    a reload reads the files, checks them, reads the certificates and the secrets of the watch, has shops keep
//          to [shop], and puts the [[scenario]] tables; any of these may fail, and then nothing else has changed. Only then are the values swapped, which can't fail.
//          Scenarios and consent are records of the shops' logs: those that were put before one failed stay.
// Restart  keys of the class `restart` keep the value that the server was started with, and are named.
// Threads  any; reloads are done one after the other.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "cli/command.h"
#include "http/running_config.h"
#include "http/server.h"
#include "settings/load_config.h"
#include "shop/shops.h"

namespace suggestd::cli {

class RunningConfig {
 public:
  // Requires: `shops` outlives this. `started_with`: the configuration that they were opened with.
  RunningConfig(ConfigFlags flags, LoadedConfig started_with, shop::Shops& shops);

  // The server that reloads change; null: none, and reload() fails. Requires: it is taken away before it ends.
  void attach(http::Server* server);
  // Requires: this outlives the door.
  http::RunningConfig door();

  http::ReloadReport reload();
  http::ReloadReport last() const;
  std::vector<http::ConfigValue> values() const;

 private:
  struct Pending {
    std::string value;
    std::string origin;
  };

  Result<http::ReloadReport> try_reload() SUGGESTD_REQUIRES(mutex_);
  void take_over(LoadedConfig loaded, http::ReloadReport& report) SUGGESTD_REQUIRES(mutex_);
  void apply(watch::WatchOptions watch) SUGGESTD_REQUIRES(mutex_);

  const ConfigFlags flags_;
  shop::Shops& shops_;

  mutable Mutex mutex_;
  http::Server* server_ SUGGESTD_GUARDED_BY(mutex_) = nullptr;
  LoadedConfig current_ SUGGESTD_GUARDED_BY(mutex_);  // in force
  std::map<std::string, Pending> pending_
      SUGGESTD_GUARDED_BY(mutex_);  // by key: values that wait for a restart
  http::ReloadReport last_ SUGGESTD_GUARDED_BY(mutex_);
};

}  // namespace suggestd::cli
