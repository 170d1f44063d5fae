// The load of the last minutes, and the share of requests that failed by the server's fault.
//
// Failed    answers of 500 and above, but for 503 and 507, which tell of load and of a full disk.
// Bad       more than kMostShare of the answers of kWindow, and at least kLeastFailures of them.
// Threads   plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>

namespace suggestd::watch {

// Since the start of the process.
struct LoadCounts {
  std::uint64_t answers = 0;
  std::uint64_t failures = 0;
  double processor_seconds = 0;
};

struct RecentLoad {
  std::chrono::seconds span{0};  // up to kWindow; less after a start
  LoadCounts counts = {};        // of that time
};

class ErrorRate {
 public:
  static constexpr std::chrono::minutes kWindow{5};
  static constexpr double kMostShare = 0.01;
  static constexpr std::uint64_t kLeastFailures = 5;

  void note(const LoadCounts& counts, std::chrono::steady_clock::time_point at);
  RecentLoad recent() const;
  bool bad() const;

 private:
  struct Noted {
    std::chrono::steady_clock::time_point at;
    LoadCounts counts;
  };
  std::deque<Noted> noted_;  // the first one is the last before the window
};

}  // namespace suggestd::watch
