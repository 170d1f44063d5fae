// All alarms, by what they are about, and what was told of each; kept in the store.
//
// Rows     "watch_alarms/..." of the meta table: an alarm that is raised, or that some receiver still knows as raised. So a
//          restart neither tells an open alarm again nor forgets to tell its end.
// Disk     a row that can't be written (the disk may be full: that is one of the alarms) is tried again at the next
//          look; should the process end first, its notice is told once more.
// Threads  one.
#pragma once

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/tables/meta_table.h"
#include "watch/alarm.h"
#include "watch/condition.h"
#include "watch/message.h"
#include "watch/receiver.h"

namespace suggestd::watch {

class AlarmBook {
 public:
  using Alarms = std::map<AlarmKey, Alarm>;

  // Requires: both outlive the book.
  AlarmBook(store::MetaTable& meta, const Clock& clock) : meta_(meta), clock_(clock) {}

  // Reads what was kept. A row that can't be read is passed over. Errors: those of the table.
  Status load();
  // Takes the findings of one look in. Alarms of what no finding names any more (a shop that was deleted) are cleared at
  // once, if the look was `whole`.
  void take(const std::vector<Finding>& findings, std::chrono::seconds hold, bool whole);
  // The notices that the receiver is due now.
  std::vector<NoticeOf> due(const Receiver& receiver, std::chrono::seconds repeat) const;
  // The receiver knows it.
  void note_told(std::string_view receiver, const std::vector<NoticeOf>& notices);
  // Forgets what receivers knew that are no more.
  void keep_receivers(const std::vector<Receiver>& receivers);
  // Writes what has changed, and forgets what is over. Errors: those of the table.
  Status save();

  const Alarms& alarms() const noexcept { return alarms_; }

 private:
  store::MetaTable& meta_;
  const Clock& clock_;
  Alarms alarms_;
  std::set<AlarmKey> unsaved_;
};

}  // namespace suggestd::watch
