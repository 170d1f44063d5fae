// Lengths of time in words, as coarse as a person would tell them: "47 minutes", "3 hours", "2 days".
//
// Threads  pure.
#pragma once

#include <chrono>
#include <string>

namespace suggestd::watch {

std::string spelled(std::chrono::microseconds time);

}  // namespace suggestd::watch
