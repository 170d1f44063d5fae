// Sends requests over many connections from one thread, and takes the time of each answer.
//
// Closed   (rate 0) each connection sends its next request when its answer is there, so the latency is the
//          server's at the rate that it reached, not at a rate that was offered.
// Paced    requests are due at even intervals. The time runs from the moment when one was due, not from
//          when a connection was free to send it: a server that falls behind can't hide it.
// Errors   by exception (std::runtime_error): an answer that is no success, a connection that closes.
// Threads  one thread and epoll: on two cores the client must leave the server as much as it can.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "load/connection.h"

namespace load {

struct LoopOptions {
  std::uint16_t port = 0;
  std::size_t connections = 1;
  double rate = 0;  // requests a second; 0: closed
  double warm_up_seconds = 1;
  double seconds = 5;  // after the warm-up
};

struct LoopResult {
  std::vector<double> microseconds;  // of each answer after the warm-up
  double seconds = 0;                // that these took together
};

// Runs for the time that was asked for, or until a stop is requested.
LoopResult run_loop(const LoopOptions& options, const std::function<std::string()>& next_request,
                    const std::stop_token& stop = {});

// Throws if the answer is no success.
void expect_success(const Response& response);

}  // namespace load
