// One round of a thread that must go on after any exception.
//
// Why      an exception that leaves a thread's function ends the process, and with little memory anything
//          that allocates may throw: a log line, a label, a list of file names.
// Threads  any.
#pragma once

#include <exception>
#include <string_view>

namespace suggestd {

// Logs that `thread` could not do its round; does nothing if there is no memory for that.
void log_failed_round(std::string_view thread, const std::exception& problem) noexcept;

// False if the round threw. The round itself must release everything that it locked or opened.
template <typename Round>
bool do_round(std::string_view thread, Round&& round) noexcept {
  try {
    round();
    return true;
  } catch (const std::exception& problem) {
    log_failed_round(thread, problem);
    return false;
  }
}

}  // namespace suggestd
