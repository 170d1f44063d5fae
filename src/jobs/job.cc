#include "jobs/job.h"

#include <algorithm>
#include <array>

namespace suggestd::jobs {
namespace {

// By JobState. The words are on disk and in the API: never change one.
constexpr std::array<std::string_view, kJobStates> kNames = {"queued", "running", "succeeded", "failed",
                                                             "cancelled"};

}  // namespace

std::string_view job_state_name(JobState state) { return kNames.at(static_cast<std::size_t>(state)); }

std::optional<JobState> parse_job_state(std::string_view word) {
  const auto* const found = std::ranges::find(kNames, word);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<JobState>(found - kNames.begin());
}

}  // namespace suggestd::jobs
