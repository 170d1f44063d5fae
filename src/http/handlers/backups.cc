#include "http/handlers/backups.h"

#include <charconv>

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/time.h"
#include "http/services.h"
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

void write_job(JsonWriter& out, const store::BackupJob& job) {
  out.begin_object()
      .member("kind", job.kind == store::BackupJobKind::backup ? "backup" : "verify")
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

Result<Response> begun(const Result<store::BackupJob>& job) {
  if (!job) return job.error();
  Response response = json_response(202, "");
  JsonWriter writer(response.body);
  write_job(writer, *job);
  response.header("Location", "/v1/backups");
  return response;
}

Result<Response> post_backup(const Request& request, Services& services) {
  return begun(services.backups->begin_backup(static_cast<std::uint32_t>(request.integer("keep"))));
}

Result<Response> post_verify(const Request& request, Services& services) {
  const auto number = backup_number(request);
  if (!number) return number.error();
  return begun(services.backups->begin_verify(*number));
}

Result<Response> get_backups(const Request&, Services& services) {
  const auto job = services.backups->job();
  const auto backups = services.backups->list();
  if (!backups) return backups.error();
  Response response;
  JsonWriter writer(response.body);
  writer.begin_object().key("backups").begin_array();
  for (const store::BackupInfo& backup : *backups) write_backup(writer, backup);
  writer.end_array().key("job");
  if (job) {
    write_job(writer, *job);
  } else {
    writer.null();
  }
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
  Route post = backup_route("POST", "/v1/backups",
                            "Begins a backup of the running store to backup.folder; its progress is in GET. "
                            "409: another job runs, or backup.folder is not set.",
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

  Route get = backup_route("GET", "/v1/backups", "All backups, oldest first, and the job that runs or ran.",
                           get_backups);
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
