// Jobs of the kind `look-back`: makes a shop's model as it was at an earlier record of its log, and keeps it for a while
// (shop/look_back.h). Parameters: {"until":4711}, the last record that counts; or {"at":"2026-11-24T10:00:00Z"}, for the
// last record before that moment. The result tells the record, which lists are then asked for with.
//
// Refused  a log that is too long (limits::kLookBackRecords), or of which retention has taken the beginning: what stood
//          there is known of the newest state alone.
// Quiet    one model at a time for the whole server, in this thread, which lets others go first.
// Again    never by itself: a model that the system had no memory for would end the next process too.
// Threads  as JobKind.
#pragma once

#include <string>
#include <string_view>

#include "jobs/job_kind.h"
#include "tasks/task_parts.h"

namespace suggestd::tasks {

inline constexpr std::string_view kLookBack = "look-back";

class LookBackTask final : public jobs::JobKind {
 public:
  // Requires: parts.look_back and parts.find_shop are there.
  explicit LookBackTask(TaskParts parts) : parts_(std::move(parts)) {}

  const jobs::JobTraits& traits() const noexcept override;
  Status check(const jobs::JobRequest& request) const override;
  Result<std::string> run(jobs::RunningJob& job) override;

 private:
  const TaskParts parts_;
};

}  // namespace suggestd::tasks
