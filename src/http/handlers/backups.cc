#include "http/handlers/backups.h"

#include <charconv>

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/time.h"
#include "base/unique_id.h"
#include "http/services.h"
#include "jobs/job_book.h"
#include "store/backup/backup_keeper.h"

namespace suggestd::http {
namespace {

void write_backup(JsonWriter& out, const store::BackupInfo& backup) {
  out.begin_object()
      .member("number", std::uint64_t{backup.number})
      .member("at", to_rfc3339(backup.at))
      .member("bytes", backup.bytes)
      .member("files", std::uint64_t{backup.files})
      .end_object();
}

std::string_view state_name(store::BackupJobState state) {
  switch (state) {
    case store::BackupJobState::running:
      return "running";
    case store::BackupJobState::done:
      return "done";
    case store::BackupJobState::failed:
      return "failed";
  }
  return "failed";
}

// `id`: of the server's jobs; "" if it is none of them.
void write_job(JsonWriter& out, const store::BackupJob& job, std::string_view id) {
  out.begin_object();
  if (!id.empty()) out.member("job_id", id);
  out.member("kind", job.kind == store::BackupJobKind::backup ? "backup" : "verify")
      .member("state", state_name(job.state))
      .member("begun", to_rfc3339(job.begun));
  if (job.state != store::BackupJobState::running) out.member("ended", to_rfc3339(job.ended));
  if (job.kind == store::BackupJobKind::backup) {
    out.member("copied_bytes", job.copied_bytes).member("store_bytes", job.store_bytes);
  }
  if (job.backup) {
    out.key("backup");
    write_backup(out, *job.backup);
  }
  if (job.failure) out.member("failure", job.failure->message());
  out.end_object();
}

Result<std::uint32_t> backup_number(const Request& request) {
  const std::string_view text = request.path_value("number");
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    return not_found(fmt::format("there is no backup '{}'", text));
  return number;
}

Response begun(const store::BackupJob& job, std::string_view id) {
  Response response = json_response(202, "");
  JsonWriter writer(response.body);
  write_job(writer, job, id);
  response.header("Location", "/v1/backups");
  return response;
}

// The server's newest job that makes a backup and has no schedule, or is at one now.
std::optional<jobs::Job> newest_backup_job(const jobs::JobBook& book) {
  jobs::JobFilter filter;
  filter.shop = "";
  filter.kind = "backup";
  filter.limit = 1000;
  do {
    const jobs::JobPage page = book.list(filter);
    for (const jobs::Job& job : page.jobs) {
      if (!job.request.schedule.any() || job.run.state == jobs::JobState::running) return job;
    }
    filter.cursor = page.next;
  } while (!filter.cursor.empty());
  return std::nullopt;
}

// A job of the book that the keeper of backups has not begun, in its words: it waits, or ended before its turn.
store::BackupJob not_begun(const jobs::Job& job) {
  store::BackupJob told;
  told.begun = job.created;
  if (!jobs::has_ended(job.run.state)) return told;
  told.state = store::BackupJobState::failed;
  told.ended = job.run.ended.value_or(job.created);
  told.failure = conflict(job.run.failure.empty() ? "it was cancelled before it began" : job.run.failure);
  return told;
}

// The server does one of its jobs at a time.
bool is_work_of(const jobs::Job& job, const store::BackupJob& work) {
  const jobs::JobRun& run = job.run;
  return work.kind == store::BackupJobKind::backup && run.begun && *run.begun <= work.begun &&
         (!run.ended || *run.ended >= work.begun);
}

Result<Response> post_backup(const Request& request, Services& services) {
  if (Status free = services.backups->check_free(); !free) return std::move(free).error();
  if (const auto other = newest_backup_job(*services.jobs); other && !jobs::has_ended(other->run.state)) {
    return conflict(
        fmt::format("the backup of job '{}' has not ended; wait for it, or cancel the job", other->id));
  }
  jobs::JobRequest asked;
  asked.kind = "backup";
  asked.parameters = fmt::format(R"({{"keep":{}}})", request.integer("keep"));
  const auto put = services.jobs->put("backup-" + to_ulid(make_id_bits()), asked);
  if (!put) return put.error();
  return begun(not_begun(put->job), put->job.id);
}

Result<Response> post_verify(const Request& request, Services& services) {
  const auto number = backup_number(request);
  if (!number) return number.error();
  const auto job = services.backups->begin_verify(*number);
  if (!job) return job.error();
  return begun(*job, "");
}

// The job that runs or waits for its turn, else the last one of this process.
void write_latest(JsonWriter& out, const Services& services) {
  const auto asked = newest_backup_job(*services.jobs);  // first: it is not over before the keeper's is
  const auto job = services.backups->job();
  const bool at_work = job && job->state == store::BackupJobState::running;
  const bool begun = !asked || at_work || (job && job->begun >= asked->created);
  if (!begun && asked->run.state != jobs::JobState::succeeded) {
    write_job(out, not_begun(*asked), asked->id);
  } else if (job) {
    write_job(out, *job, asked && is_work_of(*asked, *job) ? asked->id : "");
  } else {
    out.null();
  }
}

Result<Response> get_backups(const Request&, Services& services) {
  const auto backups = services.backups->list();
  if (!backups) return backups.error();
  Response response;
  JsonWriter writer(response.body);
  writer.begin_object().key("backups").begin_array();
  for (const store::BackupInfo& backup : *backups) write_backup(writer, backup);
  writer.end_array().key("job");
  write_latest(writer, services);
  writer.end_object();
  return response;
}

Result<Response> delete_backup(const Request& request, Services& services) {
  const auto number = backup_number(request);
  if (!number) return number.error();
  if (Status removed = services.backups->remove(*number); !removed) return std::move(removed).error();
  return json_response(200, R"({"result":"deleted"})");
}

Result<Response> put_checkpoint(const Request& request, Services& services) {
  const auto path = services.backups->copy(request.path_value("name"));
  if (!path) return path.error();
  Response response = json_response(201, "");
  JsonWriter(response.body).begin_object().member("path", path->string()).end_object();
  return response;
}

Route backup_route(std::string_view method, std::string_view path, std::string_view summary,
                   Handler handler) {
  Route route{.method = method, .path = path, .tag = "Backups", .summary = summary};
  route.scope = Scope::admin;
  route.serves = Serves::admin;
  route.handler = handler;
  return route;
}

}  // namespace

void add_backup_routes(std::vector<Route>& routes) {
  Route post =
      backup_route("POST", "/v1/backups",
                   "Makes a job that backs the running store up to backup.folder, with its `job_id` in "
                   "/v1/jobs; its progress is in GET. 409: another one has not ended, or backup.folder "
                   "is not set.",
                   post_backup);
  post.parameters = {{.name = "keep",
                      .type = ParameterType::integer,
                      .help = "Afterwards, delete all but the newest so many; 0 keeps all.",
                      .standard = "0",
                      .smallest = 0,
                      .largest = 1'000'000}};
  post.response_schema = "BackupJob";
  post.idempotency_key = IdempotencyKey::refused;
  post.statuses = {202, 409};
  routes.push_back(post);

  Route get = backup_route("GET", "/v1/backups",
                           "All backups, oldest first, and the job that waits, runs or ran.", get_backups);
  get.response_schema = "Backups";
  get.statuses = {200, 409};
  routes.push_back(get);

  Route verify =
      backup_route("POST", "/v1/backups/{number}/verify",
                   "Begins to read every file of a backup and to compare its checksum.", post_verify);
  verify.response_schema = "BackupJob";
  verify.statuses = {202, 404, 409};
  routes.push_back(verify);

  Route remove = backup_route("DELETE", "/v1/backups/{number}",
                              "Deletes a backup; files that others share stay.", delete_backup);
  remove.response_schema = "Deleted";
  remove.statuses = {200, 404, 409};
  routes.push_back(remove);

  Route copy =
      backup_route("PUT", "/v1/checkpoints/{name}",
                   "A full copy of the store under backup.folder, quick where hard links are possible: "
                   "to look at a moment, or a follower's start.",
                   put_checkpoint);
  copy.response_schema = "Checkpoint";
  copy.statuses = {201, 409};
  routes.push_back(copy);
}

}  // namespace suggestd::http
