// Looks after the server and its shops by itself, and tells receivers what is wrong: alarms that are raised, that go on, and
// that are cleared.
//
// Look      every kEvery: reads each shop's new orders from its log, gathers the facts, decides each condition
//           (watch/findings.h), and tells each receiver what is due to it (watch/alarm.h).
// Failing   a receiver that can't be reached is tried again after kFirstPause, doubled up to kLongestPause. All are served
//           by the one thread, one after the other: one that hangs holds the next look up by kDeliveryTime, no more often
//           than its pauses say.
// Once      a notice counts as told when the receiver has taken it; a process that ends between that and the write in the
//           store tells it again, under the same id.
// Threads   one of its own, behind others, and that of OtherServers; public functions from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/published.h"
#include "base/result.h"
#include "outbound/http_client.h"
#include "watch/alarm_book.h"
#include "watch/delivery.h"
#include "watch/error_rate.h"
#include "watch/facts.h"
#include "watch/other_servers.h"
#include "watch/receiver.h"
#include "watch/thresholds.h"

namespace suggestd::watch {

struct WatchOptions {
  Thresholds thresholds;
  std::vector<Receiver> receivers;     // with their secrets
  std::vector<WatchedServer> servers;  // with their keys
};

struct RaisedAlarm {
  AlarmKey key;
  std::string words;
  Timestamp since{};
};

struct ReceiverCondition {
  std::string name;
  std::size_t waiting = 0;            // notices that it has yet to be told
  std::optional<Error> failure = {};  // of the last try, if that failed
};

struct WatchStatus {
  std::vector<RaisedAlarm> alarms;           // by condition and shop
  std::vector<ReceiverCondition> receivers;  // in the order of the configuration
  std::vector<OtherServer> servers;          // the same
  RecentLoad load;
};

class Watch {
 public:
  static constexpr std::chrono::milliseconds kEvery{5'000};
  static constexpr std::chrono::milliseconds kFirstPause{5'000};
  static constexpr std::chrono::milliseconds kLongestPause{300'000};

  // Requires: what `parts` point to outlives the watch.
  Watch(WatchParts parts, const outbound::ClientOptions& outbound, WatchOptions options,
        const Clock& clock = machine_clock());
  ~Watch();  // stop()
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // Reads what was kept and begins to look. Errors: those of the store.
  Status start();
  // Ends a delivery that is under way.
  void stop();
  // Holds from the next look on.
  void set_options(WatchOptions options);

  WatchStatus status() const;
  // Sends each receiver a test, in quiet hours too. Waits for them, one after the other.
  std::vector<ReceiverCondition> test() const;

  // One look, for tests of this class: start() makes them by itself. Requires: not started.
  void look();

 private:
  // How a receiver fares.
  struct Pace {
    std::chrono::steady_clock::time_point next{};  // not tried before
    std::chrono::milliseconds pause{0};
    std::optional<Error> failure = {};
  };

  void run(const std::stop_token& stop);
  std::vector<ReceiverCondition> tell_all(const WatchOptions& options);
  void tell(const Receiver& receiver, const std::vector<NoticeOf>& notices, Pace& pace);
  void publish_alarms();

  const Clock& clock_;
  const Delivery delivery_;
  OtherServers others_;
  Published<WatchOptions> options_;  // never null
  std::stop_source stop_;

  // The thread's own.
  Facts facts_;
  AlarmBook book_;
  std::map<std::string, Pace, std::less<>> paces_;  // by receiver

  mutable Mutex mutex_;
  WatchStatus status_ SUGGESTD_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace suggestd::watch
