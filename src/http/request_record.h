// The traces of an answered request: its time by route and code, and a line of the log if it failed, was slow, or
// log.requests asks for all.
//
// Log      the route, never the path or the query: ids of people stand there.
// Threads  any.
#pragma once

#include <chrono>

#include "http/prepared.h"
#include "watch/error_rate.h"

namespace suggestd::http {

// `begun`: when the server had the whole request; a client that sends slowly makes no slow request.
void record_request(const Prepared& prepared, const Response& response,
                    std::chrono::steady_clock::time_point begun);

// All that was answered since the start, and what of it failed by our fault.
watch::LoadCounts load_counts();

}  // namespace suggestd::http
