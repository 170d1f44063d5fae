#include "jobs/job_record.h"

#include <utility>

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/json_tree.h"
#include "records/json_reader.h"

namespace suggestd::jobs {
namespace {

void write_time(JsonWriter& out, std::string_view name, const std::optional<Timestamp>& time) {
  if (time) out.member(name, to_rfc3339(*time));
}

void write_text(JsonWriter& out, std::string_view name, const std::string& text) {
  if (!text.empty()) out.member(name, text);
}

void write_progress(JsonWriter& out, const JobProgress& progress) {
  out.key("progress").begin_object().member("done", progress.done).member("total", progress.total);
  write_text(out, "unit", progress.unit);
  write_text(out, "words", progress.words);
  out.end_object();
}

void write_run(JsonWriter& out, const JobRun& run) {
  out.key("run").begin_object().member("number", run.number).member("state", job_state_name(run.state));
  if (run.cancel_asked) out.member("cancel_asked", true);
  write_time(out, "due", run.due);
  write_time(out, "begun", run.begun);
  write_time(out, "ended", run.ended);
  out.member("starts", std::uint64_t{run.starts});
  write_progress(out, run.progress);
  if (!run.result.empty()) out.key("result").raw(run.result);
  write_text(out, "failure", run.failure);
  out.end_object();
}

void write_past(JsonWriter& out, const std::vector<PastRun>& past) {
  out.key("past").begin_array();
  for (const PastRun& run : past) {
    out.begin_object().member("number", run.number).member("state", job_state_name(run.state));
    write_time(out, "begun", run.begun);
    write_time(out, "ended", run.ended);
    write_text(out, "failure", run.failure);
    out.end_object();
  }
  out.end_array();
}

// --- Reading. A missing member keeps its default; one of another type makes `good` false.

class RowReader {
 public:
  explicit RowReader(const Json& row) : row_(row) {}

  const Json* member(const char* name) const {
    const auto found = row_.find(name);
    return found == row_.end() ? nullptr : &*found;
  }
  void text(const char* name, std::string& value) {
    const Json* found = member(name);
    if (found == nullptr) return;
    if (found->is_string()) {
      value = found->get<std::string>();
    } else {
      good = false;
    }
  }
  template <class Number>
  void number(const char* name, Number& value) {
    const Json* found = member(name);
    if (found == nullptr) return;
    if (found->is_number_unsigned()) {
      value = found->get<Number>();
    } else {
      good = false;
    }
  }
  void time(const char* name, std::optional<Timestamp>& value) {
    std::string spelled;
    text(name, spelled);
    if (spelled.empty()) return;
    const auto parsed = parse_rfc3339(spelled);
    good = good && parsed.ok();
    if (parsed) value = *parsed;
  }
  void state(JobState& value) {
    std::string word;
    text("state", word);
    const auto parsed = parse_job_state(word);
    good = good && parsed.has_value();
    if (parsed) value = *parsed;
  }

  bool good = true;

 private:
  const Json& row_;
};

bool read_progress(const Json& object, JobProgress& progress) {
  RowReader row(object);
  row.number("done", progress.done);
  row.number("total", progress.total);
  row.text("unit", progress.unit);
  row.text("words", progress.words);
  return row.good;
}

bool read_run(const Json& object, JobRun& run) {
  RowReader row(object);
  row.number("number", run.number);
  row.state(run.state);
  run.cancel_asked = row.member("cancel_asked") != nullptr;
  std::optional<Timestamp> due;
  row.time("due", due);
  run.due = due.value_or(Timestamp());
  row.time("begun", run.begun);
  row.time("ended", run.ended);
  row.number("starts", run.starts);
  row.text("failure", run.failure);
  if (const Json* result = row.member("result")) run.result = json_text(*result);
  const Json* progress = row.member("progress");
  return row.good && progress != nullptr && read_progress(*progress, run.progress);
}

bool read_past(const Json& runs, std::vector<PastRun>& past) {
  for (const Json& object : runs) {
    RowReader row(object);
    PastRun run;
    row.number("number", run.number);
    row.state(run.state);
    row.time("begun", run.begun);
    row.time("ended", run.ended);
    row.text("failure", run.failure);
    if (!row.good) return false;
    past.push_back(std::move(run));
  }
  return true;
}

bool read_schedule(RowReader& row, Schedule& schedule) {
  std::string every;
  std::string at;
  row.text("every", every);
  row.text("at", at);
  row.text("time_zone", schedule.time_zone);
  if (!every.empty()) {
    const auto parsed = parse_every(every);
    if (!parsed) return false;
    schedule.every = *parsed;
  }
  if (!at.empty()) {
    const auto parsed = parse_at(at);
    if (!parsed) return false;
    schedule.at = *parsed;
  }
  return row.good;
}

bool read_job(const Json& object, Job& job) {
  RowReader row(object);
  row.text("kind", job.request.kind);
  row.text("shop", job.request.shop);
  std::optional<Timestamp> created;
  row.time("created", created);
  job.created = created.value_or(Timestamp());
  row.time("next_run", job.next_run);
  const Json* parameters = row.member("parameters");
  const Json* run = row.member("run");
  const Json* past = row.member("past");
  if (parameters == nullptr || run == nullptr || past == nullptr) return false;
  job.request.parameters = json_text(*parameters);
  return read_schedule(row, job.request.schedule) && read_run(*run, job.run) && read_past(*past, job.past);
}

}  // namespace

std::string encode_job(const Job& job) {
  std::string text;
  JsonWriter out(text);
  out.begin_object().member("format", kJobFormat).member("kind", job.request.kind);
  write_text(out, "shop", job.request.shop);
  out.key("parameters").raw(job.request.parameters);
  const Schedule& schedule = job.request.schedule;
  if (schedule.every) out.member("every", every_text(*schedule.every));
  if (schedule.at) out.member("at", at_text(*schedule.at));
  write_text(out, "time_zone", schedule.time_zone);
  write_time(out, "created", job.created);
  write_run(out, job.run);
  write_past(out, job.past);
  write_time(out, "next_run", job.next_run);
  out.end_object();
  return text;
}

Result<Job> decode_job(std::string_view id, std::string_view bytes) {
  const Result<JsonDocument> row = parse_json(bytes);
  Job job;
  job.id = id;
  if (row && row->root().is_object()) {
    const Json& object = row->root();
    int format = 0;
    RowReader(object).number("format", format);
    if (format > kJobFormat)
      return Error(ErrorKind::unsupported,
                   fmt::format("the job '{}' was kept by a later version, in format {}", id, format));
    if (format == kJobFormat && read_job(object, job)) return job;
  }
  return corrupt(fmt::format("the row of the job '{}' can't be read", id));
}

}  // namespace suggestd::jobs
