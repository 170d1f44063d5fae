// Asks other servers for their status, so that one server shows all of them and tells when one is gone.
//
// Round     every kEvery each is asked once, one after the other: one that hangs holds the next ones up by kCallTime.
// Kept      the last report of each, with its time, while it can't be reached; not over a restart.
// Threads   one of its own, behind others; public functions from any thread.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/result.h"
#include "outbound/http_client.h"
#include "records/json_reader.h"
#include "watch/condition.h"
#include "watch/server_report.h"
#include "watch/watched_server.h"

namespace suggestd::watch {

struct OtherServer {
  std::string name;
  std::string url;
  bool asked = false;
  std::optional<Error> failure = {};        // of the last try
  std::optional<Timestamp> reached = {};    // when the report was taken
  std::optional<ServerReport> report = {};  // the last one
};

class OtherServers {
 public:
  static constexpr std::chrono::milliseconds kEvery{10'000};
  static constexpr std::chrono::milliseconds kCallTime{5'000};
  static constexpr std::size_t kMaxStatusBytes = kMaxJsonBytes;

  OtherServers(const outbound::ClientOptions& outbound, const Clock& clock);
  ~OtherServers();  // stop()
  OtherServers(const OtherServers&) = delete;
  OtherServers& operator=(const OtherServers&) = delete;

  void start();
  // Ends a call that is under way.
  void stop();
  // Holds from the next round on. A server of the same name and address keeps its report.
  void set(std::vector<WatchedServer> servers);

  // In the order of the configuration.
  std::vector<OtherServer> seen() const;

 private:
  void look();
  Result<ServerReport> ask(const WatchedServer& server) const;
  void note(const WatchedServer& server, Result<ServerReport> answer);

  const outbound::HttpClient http_;
  const Clock& clock_;
  std::stop_source stop_;
  mutable Mutex mutex_;
  std::vector<WatchedServer> servers_ SUGGESTD_GUARDED_BY(mutex_);
  std::vector<OtherServer> seen_ SUGGESTD_GUARDED_BY(mutex_);  // one for each of servers_
  std::thread thread_;
};

// Whether each can be reached. Unknown for those that were not asked yet.
std::vector<Finding> other_server_findings(const std::vector<OtherServer>& servers);

}  // namespace suggestd::watch
