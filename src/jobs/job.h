// A job: work that outlives the request that asked for it.
//
// Id         the caller's: the same id with the same content is the same job, so that a request may be sent twice.
// Runs       a job without a schedule runs once; one with a schedule makes a run whenever it is due. The job tells
//            of its latest run, and has the ends of the ones before.
// States     queued -> running -> succeeded, failed or cancelled; queued again when a schedule makes the next run.
// Threads    plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "jobs/schedule.h"

namespace suggestd::jobs {

enum class JobState { queued, running, succeeded, failed, cancelled };

inline constexpr std::size_t kJobStates = 5;

std::string_view job_state_name(JobState state);
std::optional<JobState> parse_job_state(std::string_view word);
constexpr bool has_ended(JobState state) { return state != JobState::queued && state != JobState::running; }

struct JobProgress {
  std::uint64_t done = 0;
  std::uint64_t total = 0;  // 0: not known
  std::string unit;         // of both: "orders", "bytes"
  std::string words;        // the step at hand: "writing orders"

  bool operator==(const JobProgress&) const = default;
};

struct JobRun {
  std::uint64_t number = 1;  // of the job's runs, from 1
  JobState state = JobState::queued;
  bool cancel_asked = false;
  Timestamp due{};
  std::optional<Timestamp> begun;
  std::optional<Timestamp> ended;
  std::uint32_t starts = 0;  // since the last checkpoint: more than 1 after a kill
  JobProgress progress;
  std::string result;   // JSON; "" until it has succeeded
  std::string failure;  // a sentence; "" unless it has failed

  bool operator==(const JobRun&) const = default;
};

struct PastRun {
  std::uint64_t number = 0;
  JobState state = JobState::succeeded;
  std::optional<Timestamp> begun;
  std::optional<Timestamp> ended;
  std::string failure;

  bool operator==(const PastRun&) const = default;
};

// The part of a job that its caller says.
struct JobRequest {
  std::string kind;
  std::string shop;               // "": the server's own
  std::string parameters = "{}";  // a JSON object
  Schedule schedule;

  bool operator==(const JobRequest&) const = default;
};

struct Job {
  std::string id;
  JobRequest request;
  Timestamp created{};
  JobRun run;                         // the latest
  std::vector<PastRun> past;          // newest first
  std::optional<Timestamp> next_run;  // of a schedule, while no run is queued or running

  bool operator==(const Job&) const = default;
};

}  // namespace suggestd::jobs
