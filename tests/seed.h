// The random numbers of a test: the same in every run, and others with SUGGESTD_SEED=N, by which a failure is repeated. A
// program of tests that fails with such a seed says so at its end. RapidCheck goes by the same N; without one it draws its
// own seed and prints it.
//
// Threads  any.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <random>

namespace suggestd {

// N; 0 without one.
inline std::uint32_t test_seed() {
  const char* const given = std::getenv("SUGGESTD_SEED");
  return given == nullptr ? 0 : static_cast<std::uint32_t>(std::strtoul(given, nullptr, 10));
}

// `own` tells the numbers of one test from those of another.
template <class Engine = std::mt19937>
Engine random_numbers(std::uint32_t own) {
  return Engine(own + test_seed());
}

}  // namespace suggestd
