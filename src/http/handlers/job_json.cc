#include "http/handlers/job_json.h"

#include "base/json_tree.h"
#include "base/or_null.h"
#include "base/time.h"
#include "records/json_reader.h"

namespace suggestd::http {
namespace {

void write_progress(JsonWriter& out, const jobs::JobProgress& progress) {
  out.key("progress");
  if (progress == jobs::JobProgress()) {
    out.null();
    return;
  }
  out.begin_object().member("done", progress.done).key("total");
  if (progress.total > 0) {
    out.value(progress.total);
  } else {
    out.null();
  }
  write_text_or_null(out, "unit", progress.unit);
  write_text_or_null(out, "words", progress.words);
  out.end_object();
}

void write_schedule(JsonWriter& out, const jobs::Schedule& schedule) {
  if (schedule.every) out.member("every", jobs::every_text(*schedule.every));
  if (schedule.at) out.member("at", jobs::at_text(*schedule.at));
  if (!schedule.time_zone.empty()) out.member("time_zone", schedule.time_zone);
}

void write_past_runs(JsonWriter& out, const std::vector<jobs::PastRun>& past) {
  out.key("past_runs").begin_array();
  for (const jobs::PastRun& run : past) {
    out.begin_object().member("run", run.number).member("state", jobs::job_state_name(run.state));
    write_time_or_null(out, "begun_at", run.begun);
    write_time_or_null(out, "ended_at", run.ended);
    write_text_or_null(out, "failure", run.failure);
    out.end_object();
  }
  out.end_array();
}

// A value of the schedule as it is written, where it can be read.
template <class Value>
void read_schedule_text(ObjectReader& in, std::string_view name, Result<Value> (*parse)(std::string_view),
                        std::optional<Value>& value) {
  std::string text;
  in.text(name, text);
  if (text.empty()) return;
  const Result<Value> parsed = parse(text);
  if (parsed) {
    value = *parsed;
  } else {
    in.bad(name, parsed.error().message());
  }
}

}  // namespace

void write_job(JsonWriter& out, const jobs::Job& job) {
  const jobs::JobRun& run = job.run;
  out.begin_object().member("job_id", job.id).member("kind", job.request.kind);
  write_text_or_null(out, "shop", job.request.shop);
  out.key("parameters").raw(job.request.parameters);
  write_schedule(out, job.request.schedule);
  out.member("state", jobs::job_state_name(run.state))
      .member("run", run.number)
      .member("created_at", to_rfc3339(job.created))
      .member("due_at", to_rfc3339(run.due));
  write_time_or_null(out, "begun_at", run.begun);
  write_time_or_null(out, "ended_at", run.ended);
  write_time_or_null(out, "next_run_at", job.next_run);
  write_progress(out, run.progress);
  out.key("result");
  if (run.result.empty()) {
    out.null();
  } else {
    out.raw(run.result);
  }
  write_text_or_null(out, "failure", run.failure);
  write_past_runs(out, job.past);
  out.end_object();
}

Result<jobs::JobRequest> parse_job_request(std::string_view json) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  jobs::JobRequest request;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  in.id("kind", Need::required, request.kind);
  in.text("shop", request.shop);
  if (const Json* parameters = in.field("parameters", Need::optional))
    request.parameters = json_text(*parameters);
  read_schedule_text(in, "every", &jobs::parse_every, request.schedule.every);
  read_schedule_text(in, "at", &jobs::parse_at, request.schedule.at);
  in.text("time_zone", request.schedule.time_zone);
  in.finish();
  if (errors.any()) return errors.error();
  return request;
}

}  // namespace suggestd::http
