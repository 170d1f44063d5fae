// A job's bytes on disk: one JSON object with a number of its format.
//
//   {"format":1,"kind":"export","shop":"default","parameters":{...},"every":"6h","created":"2026-...",
//    "run":{"number":1,"state":"running",...},"past":[...],"next_run":"2026-..."}
//
// Threads  pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "jobs/job.h"

namespace suggestd::jobs {

inline constexpr int kJobFormat = 1;

// Without its id, which is the key of the row.
std::string encode_job(const Job& job);
// Errors: unsupported for a later format; corrupt.
Result<Job> decode_job(std::string_view id, std::string_view bytes);

}  // namespace suggestd::jobs
