// Sends requests over many connections from one thread, and takes the time of each answer.
//
// Closed   (rate 0) each connection sends its next request when its answer is there, so the latency is the
//          server's at the rate that it reached, not at a rate that was offered.
// Paced    requests are due at even intervals. The time runs from the moment when one was due, not from
//          when a connection was free to send it: a server that falls behind can't hide it.
// Refused  a server that has too much to do answers 429 or 503. Those answers are counted, not timed: they end no run, since
//          how fast the accepted requests stay is what a run beyond the limit is for. The next request follows at once, as
//          from a client that takes no notice of Retry-After.
// Errors   io: any other answer that is no success, a connection that closes.
// Threads  one thread and epoll: on a small machine the client must leave the server as much as it can.
#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/bench/connection.h"

namespace suggestd::cli {

struct LoadOptions {
  ServerAddress address;
  std::size_t connections = 1;
  double rate = 0;  // requests a second; 0: closed
  double warm_up_seconds = 1;
  double seconds = 5;  // after the warm-up
};

struct LoadResult {
  std::vector<double> microseconds;  // of each answer after the warm-up but the refusals
  std::size_t refused = 0;           // after the warm-up
  double seconds = 0;                // that these took together
};

using NextRequest = std::function<std::string()>;

// Runs for the time that was asked for, or until a stop is requested.
Result<LoadResult> run_load(const LoadOptions& options, const NextRequest& next_request,
                            const std::stop_token& stop = {});

}  // namespace suggestd::cli
