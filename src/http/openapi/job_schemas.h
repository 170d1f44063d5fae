// The shapes of jobs, as JSON Schema.
//
// Threads  constants.
#pragma once

#include <string_view>

namespace suggestd::http {

inline constexpr std::string_view kNewJob =
    R"({"type":"object","required":["kind"],"additionalProperties":false,
"properties":{
"kind":{"type":"string","description":"backup, export, feed-import, context-import, )"
    R"(campaign-plan, campaign-run, campaign-push, look-back, training, evaluation, shop-export, shop-delete. A list has erasure and backup-verify, too."},
"shop":{"type":["string","null"],"description":"Whose job it is; without it the server's own."},
"parameters":{"type":["object","null"],"description":"As the kind takes them."},
"every":{"type":["string","null"],"description":"Repeats it: 30m, 6h, 7d."},
"at":{"type":["string","null"],"description":"Repeats it each day at this local time: 03:30."},
"time_zone":{"type":["string","null"],"description":"Of `at`; without it the shop's."}}})";

inline constexpr std::string_view kJob = R"({"type":"object",
"required":["job_id","kind","shop","parameters","state","run","created_at","due_at","begun_at","ended_at","next_run_at",
"progress","result","failure","past_runs"],
"properties":{
"job_id":{"type":"string"},"kind":{"type":"string"},"shop":{"type":["string","null"]},"parameters":{"type":"object"},
"every":{"type":"string"},"at":{"type":"string"},"time_zone":{"type":"string"},
"state":{"enum":["queued","running","succeeded","failed","cancelled"]},
"run":{"type":"integer","description":"Number of the latest run, from 1."},
"created_at":{"type":"string","format":"date-time"},"due_at":{"type":"string","format":"date-time"},
"begun_at":{"$ref":"#/components/schemas/OptionalTime"},"ended_at":{"$ref":"#/components/schemas/OptionalTime"},
"next_run_at":{"$ref":"#/components/schemas/OptionalTime"},
"progress":{"type":["object","null"],"properties":{"done":{"type":"integer"},"total":{"type":["integer","null"]},
"unit":{"type":["string","null"]},"words":{"type":["string","null"]}}},
"result":{"type":["object","null"],"description":"By kind; null until the run has succeeded."},
"failure":{"type":["string","null"]},
"past_runs":{"type":"array","items":{"type":"object","properties":{"run":{"type":"integer"},"state":{"type":"string"},
"begun_at":{"$ref":"#/components/schemas/OptionalTime"},"ended_at":{"$ref":"#/components/schemas/OptionalTime"},
"failure":{"type":["string","null"]}}}}}})";

}  // namespace suggestd::http
