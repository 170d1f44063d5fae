// The share of requests that failed by our fault within the last minutes.
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
struct AnswerCounts {
  std::uint64_t answers = 0;
  std::uint64_t failures = 0;
};

class ErrorRate {
 public:
  static constexpr std::chrono::minutes kWindow{5};
  static constexpr double kMostShare = 0.01;
  static constexpr std::uint64_t kLeastFailures = 5;

  void note(const AnswerCounts& counts, std::chrono::steady_clock::time_point at);
  // Those of the window.
  AnswerCounts recent() const;
  bool bad() const;

 private:
  struct Noted {
    std::chrono::steady_clock::time_point at;
    AnswerCounts counts;
  };
  std::deque<Noted> noted_;  // the first one is the last before the window
};

}  // namespace suggestd::watch
