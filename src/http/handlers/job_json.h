// Jobs in the JSON of the API.
//
// Threads  pure functions.
#pragma once

#include <string_view>

#include "base/json_text.h"
#include "base/result.h"
#include "jobs/job.h"

namespace suggestd::http {

void write_job(JsonWriter& out, const jobs::Job& job);

// {"kind":"export","shop":"default","parameters":{...},"every":"6h"}. Errors: invalid, naming the fields.
Result<jobs::JobRequest> parse_job_request(std::string_view json);

}  // namespace suggestd::http
