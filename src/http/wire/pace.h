// The time that a transfer may take: a grace, and a time for each byte that has passed. A client that sends
// or takes a byte now and then is late as soon as it falls below the rate; a slow but steady one is not.
//
// Threads  one at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace suggestd::http {

class Pace {
 public:
  using Clock = std::chrono::steady_clock;

  // `bytes_per_second` 0: no rate; passed() then begins the grace anew.
  Pace(std::chrono::milliseconds grace, std::uint64_t bytes_per_second, Clock::time_point begin)
      : grace_(grace), bytes_per_second_(bytes_per_second), deadline_(begin + grace) {}

  void passed(std::size_t bytes, Clock::time_point now) {
    if (bytes_per_second_ == 0) {
      deadline_ = now + grace_;
    } else {
      deadline_ += std::chrono::nanoseconds(bytes * std::uint64_t{1'000'000'000} / bytes_per_second_);
    }
  }

  Clock::time_point deadline() const noexcept { return deadline_; }

 private:
  std::chrono::milliseconds grace_;
  std::uint64_t bytes_per_second_;
  Clock::time_point deadline_;
};

}  // namespace suggestd::http
