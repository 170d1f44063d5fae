// Where a job stands in the list of all, newest first; the cursor of a page names the place of its last job.
//
// Threads  pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "base/time.h"
#include "jobs/job.h"

namespace suggestd::jobs {

using JobPlace = std::tuple<Timestamp, std::string>;  // greater: newer

inline JobPlace place_of(const Job& job) { return {job.created, job.id}; }

std::string cursor_of(const Job& job);
// Nothing for what is no cursor: the list then begins at its beginning.
std::optional<JobPlace> parse_cursor(std::string_view cursor);

}  // namespace suggestd::jobs
