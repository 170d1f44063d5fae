#include "lookup/prepared_query.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace suggestd::lookup {
namespace {

// The bound is a sum of at most 3 + wide terms, each with a few rounded operations. By Higham
// (Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.1) its relative error is at
// most n u / (1 - n u) of the sum of the terms' sizes, n counting operations on the longest path, u =
// 2^-24. Twice that is added, in parts: to |q|, to the term with |x'|, and to each wide term.
float rounding_for(std::size_t wide) {
  const double operations = 10.0 + 3.0 * static_cast<double>(wide);
  return static_cast<float>(2 * operations * 0x1p-24);
}

}  // namespace

PreparedQuery::PreparedQuery(std::span<const float> query, VectorShape shape)
    : codes8_(shape.groups()), codes16_(shape.groups()), values_(shape.padded(), 0.0F) {
  std::copy(query.begin(), query.end(), values_.begin());
  std::vector<std::int8_t> codes(shape.groups() * kDimsPerGroup, 0);
  const auto coded = query.first(shape.coded());
  const Quantised quantised = quantise(coded, codes);

  std::int32_t sum = 0;
  for (std::size_t g = 0; g < shape.groups(); ++g) {
    std::uint32_t bytes = 0;
    std::uint64_t words = 0;
    for (std::size_t i = 0; i < kDimsPerGroup; ++i) {
      const std::int8_t code = codes[g * kDimsPerGroup + i];
      sum += code;
      bytes |= static_cast<std::uint32_t>(static_cast<std::uint8_t>(code)) << (8 * i);
      words |= static_cast<std::uint64_t>(static_cast<std::uint16_t>(code)) << (16 * i);
    }
    codes8_[g] = static_cast<std::int32_t>(bytes);
    codes16_[g] = static_cast<std::int64_t>(words);
  }

  double norm = 0;
  for (float value : coded) norm += double{value} * double{value};
  const float rounding = rounding_for(shape.wide);
  scan_ = {.codes8 = codes8_,
           .codes16 = codes16_,
           .offset = 128 * sum,
           .scale = quantised.scale,
           .norm = rounded_up(std::sqrt(norm) * (1 + double{rounding})),
           // |dot * scale * scale| <= |q'| |x'|, so that rounding of this term is paid here too.
           .error = rounded_up(double{quantised.error} * (1 + double{rounding}) +
                               double{rounding} * double{quantised.norm}),
           .wide = std::span(values_).subspan(shape.coded(), shape.wide),
           .rounding = rounding};
}

}  // namespace suggestd::lookup
