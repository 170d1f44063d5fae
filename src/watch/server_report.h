// The part of another server's GET /v1/status that is told on.
//
// Trust    its numbers and its version are taken over; its texts are not: they may name its shops and files.
// Older    a server that knows less than this one leaves the fields at their defaults.
// Threads  plain values and a pure function.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "watch/error_rate.h"

namespace suggestd::watch {

struct ServerReport {
  std::string version;
  bool takes_writes = true;  // its disk is not full, and its store is not damaged
  std::uint64_t shops = 0;
  std::uint64_t shops_not_ready = 0;
  std::uint64_t lag_records = 0;  // of the shop that is furthest behind
  std::uint64_t alarms = 0;       // that it has raised itself
  std::uint64_t critical_alarms = 0;
  RecentLoad load;
};

inline constexpr std::size_t kMostVersionBytes = 40;

// `status`: the answer's body. Errors: invalid if it is none of a server's status.
Result<ServerReport> parse_server_report(std::string_view status);

}  // namespace suggestd::watch
