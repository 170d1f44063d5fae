#include "settings/watch_rows.h"

#include "settings/config.h"
#include "settings/config_rows.h"

namespace suggestd {

using config_rows::integer;
using config_rows::number;

void add_watch_keys(std::vector<ConfigKey>& keys) {
  keys.push_back(integer(
      "watch.hold_seconds", [](Config& c) -> std::int64_t& { return c.watch.hold_seconds; }, "120", "seconds",
      0, 86400, Reload::live,
      "A condition must last this long before its alarm is raised, and must be over this long before it is "
      "cleared. Longer tells less of what passes by itself, and everything later. What can not pass by "
      "itself (a learner that has stopped, a damaged store) is told at once."));
  keys.push_back(integer(
      "watch.repeat_seconds", [](Config& c) -> std::int64_t& { return c.watch.repeat_seconds; }, "86400",
      "seconds", 0, 2592000, Reload::live,
      "An alarm that is still open is told again after this. 0: it is told once, and once when it is over."));
  keys.push_back(number(
      "watch.no_orders_false_alarms", [](Config& c) -> double& { return c.watch.no_orders_false_alarms; },
      "0.1", "a month and shop", 0, 100, Reload::live,
      "How often a month the alarm no_orders may be raised by chance, by the rhythm of the shop's own "
      "orders. Less makes it later: a tenth needs 2.3 more expected orders to be missing. Real shops have "
      "more false alarms than this, since orders come in clusters and shops close on holidays; "
      "docs/operate/monitor.md has the measured figures. 0: silence is no alarm."));
  keys.push_back(integer(
      "watch.lag_seconds", [](Config& c) -> std::int64_t& { return c.watch.lag_seconds; }, "60", "seconds", 0,
      86400, Reload::live,
      "The alarm learner_behind is raised when lists don't know a record that has waited longer than this. "
      "0: never."));
  keys.push_back(number(
      "watch.disk_free_percent", [](Config& c) -> double& { return c.watch.disk_free_percent; }, "10",
      "% of the disk", 0, 100, Reload::live,
      "The alarm disk_low is raised when less than this is free where the store is. 0: never."));
  keys.push_back(integer(
      "watch.backup_seconds", [](Config& c) -> std::int64_t& { return c.watch.backup_seconds; }, "172800",
      "seconds", 0, 31536000, Reload::live,
      "The alarm backup_old is raised when the last backup is older than this, if backup.folder is set; "
      "without a backup it counts from the start. 0: never."));
  keys.push_back(integer(
      "watch.connector_seconds", [](Config& c) -> std::int64_t& { return c.watch.connector_seconds; }, "3600",
      "seconds", 0, 31536000, Reload::live,
      "The alarm connector_stale is raised when a named consumer of the change feed has left a record unread "
      "for longer than this, or a job with a schedule has had no success for its period and this beside."));
}

}  // namespace suggestd
