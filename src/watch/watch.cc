#include "watch/watch.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "base/round.h"
#include "base/this_thread.h"
#include "watch/message.h"

namespace suggestd::watch {

Watch::Watch(WatchParts parts, const outbound::ClientOptions& outbound, WatchOptions options,
             const Clock& clock)
    : clock_(clock),
      delivery_(outbound),
      others_(outbound, clock),
      facts_(std::move(parts), clock),
      book_(facts_.meta(), clock) {
  set_options(std::move(options));
}

Watch::~Watch() { stop(); }

Status Watch::start() {
  if (Status loaded = book_.load(); !loaded) return loaded;
  others_.start();
  thread_ = std::thread([this] {
    name_this_thread("watch");
    let_other_threads_go_first();
    run(stop_.get_token());
  });
  return {};
}

void Watch::stop() {
  others_.stop();
  stop_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void Watch::set_options(WatchOptions options) {
  others_.set(options.servers);
  options_.store(std::make_shared<const WatchOptions>(std::move(options)));
}

WatchStatus Watch::status() const {
  std::vector<OtherServer> servers = others_.seen();
  const MutexLock lock(mutex_);
  WatchStatus status = status_;
  status.servers = std::move(servers);
  return status;
}

std::vector<ReceiverCondition> Watch::test() const {
  std::vector<ReceiverCondition> tested;
  const std::shared_ptr<const WatchOptions> options = options_.load();
  const Message message = test_message(clock_.wall());
  for (const Receiver& receiver : options->receivers) {
    ReceiverCondition condition{receiver.name};
    if (Status sent = delivery_.send(receiver, message, stop_.get_token()); !sent)
      condition.failure = std::move(sent).error();
    tested.push_back(std::move(condition));
  }
  return tested;
}

void Watch::run(const std::stop_token& stop) {
  do {
    do_round("watch", [this] { look(); });
  } while (rest(kEvery, stop));
  do_round("watch", [this] { facts_.save(); });
}

void Watch::look() {
  const std::shared_ptr<const WatchOptions> options = options_.load();
  Facts::Look found = facts_.look(options->thresholds);
  std::ranges::move(other_server_findings(others_.seen()), std::back_inserter(found.findings));
  book_.keep_receivers(options->receivers);
  book_.take(found.findings, options->thresholds.hold, found.whole);
  publish_alarms();  // before the receivers, which may take their time
  std::vector<ReceiverCondition> receivers = tell_all(*options);
  if (Status saved = book_.save(); !saved)
    log_warning("alarms could not be kept; a restart may tell them again",
                {{"error", saved.error().message()}});
  const MutexLock lock(mutex_);
  status_.receivers = std::move(receivers);
  status_.load = found.load;
}

std::vector<ReceiverCondition> Watch::tell_all(const WatchOptions& options) {
  std::vector<ReceiverCondition> conditions;
  std::erase_if(paces_, [&](const auto& pace) {
    return std::ranges::find(options.receivers, pace.first, &Receiver::name) == options.receivers.end();
  });
  for (const Receiver& receiver : options.receivers) {
    Pace& pace = paces_[receiver.name];
    const std::vector<NoticeOf> notices = book_.due(receiver, options.thresholds.repeat);
    if (!notices.empty() && clock_.steady() >= pace.next) tell(receiver, notices, pace);
    const std::size_t waiting = pace.failure ? notices.size() : 0;
    conditions.push_back({receiver.name, waiting, pace.failure});
  }
  return conditions;
}

void Watch::tell(const Receiver& receiver, const std::vector<NoticeOf>& notices, Pace& pace) {
  const Status sent = delivery_.send(receiver, make_message(receiver.name, notices), stop_.get_token());
  if (sent) {
    pace = Pace();
    return book_.note_told(receiver.name, notices);
  }
  if (sent.error().kind() == ErrorKind::busy) return;  // the server stops
  pace.failure = sent.error();
  pace.pause = std::clamp(2 * pace.pause, kFirstPause, kLongestPause);
  pace.next = clock_.steady() + pace.pause;
  log_warning("a receiver of the watch could not be told; it is tried again",
              {{"receiver", receiver.name},
               {"notices", std::uint64_t{notices.size()}},
               {"error", pace.failure->message()}});
}

void Watch::publish_alarms() {
  std::vector<RaisedAlarm> raised;
  for (const auto& [key, alarm] : book_.alarms()) {
    if (alarm.raised) raised.push_back({key, alarm.words, *alarm.raised});
  }
  const MutexLock lock(mutex_);
  status_.alarms = std::move(raised);
}

}  // namespace suggestd::watch
