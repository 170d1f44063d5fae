#include "http/watch_metrics.h"

#include <map>
#include <utility>

#include "base/metrics.h"

namespace suggestd::http {

void update_watch_metrics(const watch::WatchStatus& status) {
  std::map<std::pair<std::string_view, std::string_view>, double> raised;
  for (const watch::RaisedAlarm& alarm : status.alarms)
    ++raised[{watch::kind_of(alarm.key.condition).name, alarm.key.shop}];
  forget_gauges("suggestd_watch_alarms");
  for (const auto& [of, alarms] : raised)
    gauge("suggestd_watch_alarms", {{"condition", of.first}, {"shop", of.second}}).set(alarms);
  forget_gauges("suggestd_watch_waiting_notices");
  for (const watch::ReceiverCondition& receiver : status.receivers)
    gauge("suggestd_watch_waiting_notices", {{"receiver", receiver.name}})
        .set(static_cast<double>(receiver.waiting));
}

}  // namespace suggestd::http
