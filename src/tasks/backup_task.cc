#include "tasks/backup_task.h"

#include "base/json_text.h"
#include "base/time.h"
#include "jobs/running_job.h"
#include "records/json_reader.h"

namespace suggestd::tasks {
namespace {

constexpr std::int64_t kMostKept = 1'000'000;

Result<std::uint32_t> parse_keep(const std::string& parameters) {
  const Result<JsonDocument> body = parse_json(parameters);
  if (!body) return body.error();
  std::optional<std::int64_t> keep;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  in.whole("keep", keep);
  if (keep && (*keep < 0 || *keep > kMostKept)) in.bad("keep", "must be from 0, which keeps all, to 1000000");
  in.finish();
  if (errors.any()) return errors.error();
  return static_cast<std::uint32_t>(keep.value_or(0));
}

}  // namespace

const jobs::JobTraits& BackupTask::traits() const noexcept {
  static constexpr jobs::JobTraits kTraits{"backup", jobs::JobOwner::server, true, false};
  return kTraits;
}

Status BackupTask::check(const jobs::JobRequest& request) const {
  if (const auto keep = parse_keep(request.parameters); !keep) return keep.error();
  return backups_.check_on();
}

Result<std::string> BackupTask::run(jobs::RunningJob& job) {
  const auto keep = parse_keep(job.request().parameters);
  if (!keep) return keep.error();
  store::BackupOptions options;
  options.keep = *keep;
  options.stop = job.stop();
  options.on_progress = [&](std::uint64_t copied) { job.tell({copied, 0, "bytes", "copying files"}); };
  const auto made = backups_.back_up(options);
  if (!made) return made.error();
  std::string result;
  JsonWriter(result)
      .begin_object()
      .member("backup", std::uint64_t{made->number})
      .member("at", to_rfc3339(made->at))
      .member("bytes", made->bytes)
      .member("files", std::uint64_t{made->files})
      .end_object();
  return result;
}

}  // namespace suggestd::tasks
