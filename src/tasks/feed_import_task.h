// Jobs of the kind `feed-import`: reads a feed by its address and imports it. Parameters:
//   {"address":"https://shop.example/feed.xml","format":"google-feed","kind":"products","full_sync":true,
//    "confirm":false}
//
// format     google-feed, csv or ndjson (connect/formats/).
// kind       products, users or orders; repeats of these do no harm, so a run begins again after a kill.
// full_sync  the feed holds all products: others are hidden, unless something was left out, or it would be more than
//            catalogue.most_hidden without `confirm`. Then the result says why nothing was hidden.
// Rejects    the first of them stand in the result, each with its place and reason.
// Threads    as JobKind.
#pragma once

#include "jobs/job_kind.h"
#include "tasks/task_parts.h"

namespace suggestd::tasks {

class FeedImportTask final : public jobs::JobKind {
 public:
  // Requires: parts.outbound and parts.find_shop are there.
  explicit FeedImportTask(TaskParts parts) : parts_(std::move(parts)) {}

  const jobs::JobTraits& traits() const noexcept override;
  Status check(const jobs::JobRequest& request) const override;
  Result<std::string> run(jobs::RunningJob& job) override;

 private:
  const TaskParts parts_;
};

}  // namespace suggestd::tasks
