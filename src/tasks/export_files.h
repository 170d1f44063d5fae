// Files that jobs write into the folder of exports (shop/exports.h).
//
// Threads  one job.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "base/whole_file.h"
#include "connect/sources/stored_records.h"
#include "jobs/running_job.h"

namespace suggestd::tasks {

// A moment in a file's name, to the millisecond: "20260109T023000.125Z", "20260109T023000Z" at a full second.
std::string file_time(Timestamp moment);

// Writes what `fill` hands to its argument, a line for each document, and tells the job's progress. Errors:
// those of `fill` and of the file; RunningJob::stopped().
using Fill = std::function<Status(const cli::OnDocument&)>;
Result<FileSummary> write_lines(const std::filesystem::path& file, std::string_view words,
                                jobs::RunningJob& job, const Fill& fill);

}  // namespace suggestd::tasks
