#include "lookup/prepared_query.h"

#include <algorithm>
#include <cmath>

namespace suggestd::lookup {
namespace {

// The bound is a sum of at most 4 + wide terms, each with a few rounded operations. By Higham
// (Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.1) its relative error is at
// most n u / (1 - n u) of the sum of the terms' sizes, n counting operations on the longest path, u =
// 2^-24. Twice that is added, in parts: to |q|, to the term with |x'|, to the tail's, to each wide term.
float rounding_for(std::size_t wide) {
  const double operations = 12.0 + 3.0 * static_cast<double>(wide);
  return static_cast<float>(2 * operations * 0x1p-24);
}

double norm_of(std::span<const float> x) {
  double sum = 0;
  for (const float value : x) sum += double{value} * double{value};
  return std::sqrt(sum);
}

// Four codes side by side, as bytes and as 16-bit numbers, and the amount that they add to a sum over row
// codes.
struct Group {
  std::int32_t bytes = 0;
  std::int64_t words = 0;
  std::int32_t offset = 0;
};

Group group_of(std::span<const std::int8_t> codes) {
  std::uint32_t bytes = 0;
  std::uint64_t words = 0;
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    sum += codes[i];
    bytes |= static_cast<std::uint32_t>(static_cast<std::uint8_t>(codes[i])) << (8 * i);
    words |= static_cast<std::uint64_t>(static_cast<std::uint16_t>(codes[i])) << (16 * i);
  }
  return {static_cast<std::int32_t>(bytes), static_cast<std::int64_t>(words), 128 * sum};
}

}  // namespace

PreparedQuery::PreparedQuery(std::span<const float> query, VectorShape shape)
    : codes8_(shape.head_groups() + shape.tail_groups()),
      codes16_(codes8_.size()),
      values_(shape.padded(), 0.0F) {
  std::copy(query.begin(), query.end(), values_.begin());
  const auto coded = query.first(shape.coded());
  float largest = 0;
  for (const float value : coded) largest = std::max(largest, std::fabs(value));
  const float scale = scale_for(largest);

  std::vector<std::int8_t> codes(coded.size());
  double norm = 0;
  double error = 0;
  for (std::size_t d = 0; d < coded.size(); ++d) {
    codes[d] = code_of(coded[d], scale);
    const double back = double{scale} * codes[d];
    norm += back * back;
    error += (double{coded[d]} - back) * (double{coded[d]} - back);
  }
  const std::span<const std::int8_t> all(codes);
  for (std::size_t g = 0; g < codes8_.size(); ++g) {
    const bool in_head = g < shape.head_groups();
    const auto part = in_head ? all.first(shape.head()) : all.subspan(shape.head());
    const std::size_t first = (in_head ? g : g - shape.head_groups()) * kDimsPerGroup;
    const Group group = group_of(part.subspan(first, std::min(kDimsPerGroup, part.size() - first)));
    codes8_[g] = group.bytes;
    codes16_[g] = group.words;
    (in_head ? scan_.head_offset : scan_.tail_offset) += group.offset;
  }

  const std::size_t head = shape.head_groups();
  const double rounding = double{rounding_for(shape.wide)};
  scan_.head8 = std::span(codes8_).first(head);
  scan_.tail8 = std::span(codes8_).subspan(head);
  scan_.head16 = std::span(codes16_).first(head);
  scan_.tail16 = std::span(codes16_).subspan(head);
  scan_.scale = scale;
  scan_.norm = rounded_up(norm_of(coded) * (1 + rounding));
  // |dot * scale * scale| <= |q'| |x'|, so that rounding of this term is paid here too.
  scan_.error = rounded_up(std::sqrt(error) * (1 + rounding) + rounding * std::sqrt(norm));
  scan_.tail_norm = rounded_up(norm_of(coded.subspan(shape.head())) * (1 + rounding));
  scan_.wide = std::span(values_).subspan(shape.coded(), shape.wide);
  scan_.rounding = static_cast<float>(rounding);
}

}  // namespace suggestd::lookup
