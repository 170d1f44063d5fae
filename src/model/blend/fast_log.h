// ln(1 + x) for many x: the lanes' scores of some thousand products are turned into logarithms for each list.
//
// Method   1 + x = 2^e m with m in [sqrt 1/2, sqrt 2);  ln m = 2 artanh s, s = (m - 1) / (m + 1), by its
//          series up to s^9, which leaves out less than 1e-9. No branch, so compilers make it a vector loop.
// Accuracy 2e-7 of the result or absolute, whichever is larger (tests/model/blend/fast_log_test.cc). The same
// bits wherever float arithmetic is IEEE 754 and not contracted.
// Threads  pure.
#pragma once

#include <bit>
#include <cstdint>

namespace suggestd::model {

// x below 0 counts as 0. Requires: finite.
inline float log_plus(float x) {
  constexpr std::uint32_t kRootHalf = 0x3f3504f3;  // bits of sqrt(1/2)
  constexpr float kLn2 = 0.693147181F;
  // Not std::max(), which would be a branch and keep compilers from using vector instructions.
  const auto signed_bits = std::bit_cast<std::int32_t>(x);
  const auto at_least_zero = std::bit_cast<float>(signed_bits & ~(signed_bits >> 31));
  const auto bits = std::bit_cast<std::uint32_t>(1.0F + at_least_zero);
  const auto exponent = static_cast<std::int32_t>(bits - kRootHalf) >> 23;
  const auto m = std::bit_cast<float>(bits - (static_cast<std::uint32_t>(exponent) << 23));
  const float s = (m - 1.0F) / (m + 1.0F);
  const float s2 = s * s;
  const float series = 1.0F + s2 * (1.0F / 3 + s2 * (1.0F / 5 + s2 * (1.0F / 7 + s2 * (1.0F / 9))));
  return static_cast<float>(exponent) * kLn2 + 2.0F * s * series;
}

}  // namespace suggestd::model
