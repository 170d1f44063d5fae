// The progress of a command, on one line of standard error; drawn only on a terminal unless asked for.
//
// Threads  one.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace suggestd::cli {

class ProgressBar {
 public:
  // `what` stands before the bar: "orders".
  ProgressBar(std::string what, bool wanted);
  ~ProgressBar();  // clears the line
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // `done` of `total` (0: not known) and a count of records; drawn at most ten times a second.
  void update(std::uint64_t done, std::uint64_t total, std::uint64_t records);
  // Makes room for a message; the bar is drawn again by the next update.
  void clear();

 private:
  const std::string what_;
  const bool drawn_;
  const std::chrono::steady_clock::time_point begin_;
  std::chrono::steady_clock::time_point next_{};
  bool on_line_ = false;
};

}  // namespace suggestd::cli
