#include "tasks/export_task.h"

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/plain_name.h"
#include "records/json_reader.h"
#include "shop/exports.h"
#include "tasks/export_files.h"

namespace suggestd::tasks {
namespace {

struct Parameters {
  shop::RecordKind kind = shop::RecordKind::orders;
  std::string file;  // "": named by the run's time
};

Result<Parameters> parse(const std::string& json) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  Parameters parameters;
  std::string kind;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  in.text("kind", kind);
  in.text("file", parameters.file);
  if (const auto known = shop::parse_record_kind(kind)) {
    parameters.kind = *known;
  } else {
    in.bad("kind", fmt::format("is '{}'; it may be orders, products, users or events", kind));
  }
  if (!parameters.file.empty()) {
    if (const Status plain = check_plain_name(parameters.file); !plain)
      in.bad("file", plain.error().message());
  }
  in.finish();
  if (errors.any()) return errors.error();
  return parameters;
}

}  // namespace

const jobs::JobTraits& ExportTask::traits() const noexcept {
  static constexpr jobs::JobTraits kTraits{"export", jobs::JobOwner::shop, true, false};
  return kTraits;
}

Status ExportTask::check(const jobs::JobRequest& request) const {
  if (const auto parameters = parse(request.parameters); !parameters) return parameters.error();
  if (const auto shop = parts_.administration.get(request.shop); !shop) return shop.error();
  return parts_.exports->check_on();
}

Result<std::string> ExportTask::run(jobs::RunningJob& job) {
  const auto parameters = parse(job.request().parameters);
  if (!parameters) return parameters.error();
  const auto shop = parts_.administration.get(job.request().shop);
  if (!shop) return shop.error();
  const auto turn = parts_.exports->begin_writing(shop->id, job.stop());
  if (!turn) return turn.error();
  const auto folder = parts_.exports->make_folder(shop->name);
  if (!folder) return folder.error();
  const std::string_view kind = shop::record_kind_name(parameters->kind);
  const std::filesystem::path file =
      *folder /
      (parameters->file.empty() ? fmt::format("{}-{}.ndjson", kind, file_time(job.due())) : parameters->file);
  const auto written =
      write_lines(file, fmt::format("writing {}", kind), job, [&](const cli::OnDocument& visit) {
        return cli::for_each_stored(*parts_.store, shop->id, parameters->kind, visit);
      });
  if (!written) return written.error();
  std::string result;
  JsonWriter(result)
      .begin_object()
      .member("file", file.string())
      .member("records", written->lines)
      .member("bytes", written->bytes)
      .member("sha256", written->sha256)
      .end_object();
  return result;
}

}  // namespace suggestd::tasks
