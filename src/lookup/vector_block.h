// 64 product vectors, twice: as bytes for the scan, as floats for the score.
//
// A row x is coded as x' = scale * c with whole c in [-127, 127]; beside the codes stand upper bounds
// on |x - x'| and |x'|, rounded up, so that a bound made from them is never too small. The last
// `wide` dimensions are not coded: they stay float in the scan, for dimensions of another magnitude
// (a popularity term beside factors) that would spoil the step of all others.
#pragma once

#include <cstdint>
#include <span>

#include "lookup/aligned_vector.h"
#include "lookup/scan_kernels.h"

namespace suggestd::lookup {

// How a vector of `dim` floats is laid out.
struct VectorShape {
  std::size_t dim = 0;
  std::size_t wide = 0;  // how many of the last dimensions stay float; at most dim

  std::size_t coded() const noexcept { return dim - wide; }
  std::size_t groups() const noexcept { return (coded() + kDimsPerGroup - 1) / kDimsPerGroup; }
  std::size_t padded() const noexcept { return (dim + kFloatPadding - 1) / kFloatPadding * kFloatPadding; }

  friend bool operator==(const VectorShape&, const VectorShape&) = default;
};

// The codes of one vector: whole numbers in [-127, 127], x' = scale * code.
struct Quantised {
  float scale = 0;
  float norm = 0;   // at least |x'|
  float error = 0;  // at least |x - x'|
};
// Requires: codes.size() >= x.size(); all finite, at most kMaxMagnitude (vector_index.h) in size.
Quantised quantise(std::span<const float> x, std::span<std::int8_t> codes);

// A float that is larger than `value`. Requires: `value` is within float's range.
float rounded_up(double value);

class VectorBlock {
 public:
  explicit VectorBlock(VectorShape shape);

  // Requires: r < 64; x.size() == shape.dim.
  void set(std::size_t r, std::span<const float> x);
  void clear(std::size_t r);

  std::uint64_t present() const noexcept { return present_; }  // bit r: row r has a vector
  // Row r, padded with zeros; all zeros if it has no vector.
  const float* row(std::size_t r) const noexcept { return values_.data() + r * shape_.padded(); }
  BlockView view() const noexcept;

 private:
  VectorShape shape_;
  std::uint64_t present_ = 0;
  AlignedVector<std::uint8_t> codes_;
  AlignedVector<float> terms_;   // scale, error, norm: 64 each; then the wide dimensions, 64 each
  AlignedVector<float> values_;  // 64 x padded
};

}  // namespace suggestd::lookup
