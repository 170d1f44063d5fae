// A dense matrix of vectors, one row a user or a product.
//
// Shape    rows x dim, float32, row-major; rows begin at a cache line: stride() is dim rounded up to
//          kPad floats and the padding is zero, as the kernels want it.
// Threads  as a std::vector: distinct rows may be written by distinct threads.
#pragma once

#include <cassert>
#include <cstddef>
#include <span>

#include "base/aligned_vector.h"

namespace suggestd::model {

// Kernels work on whole groups of this many floats.
inline constexpr std::size_t kPad = 16;

constexpr std::size_t padded(std::size_t count) { return (count + kPad - 1) / kPad * kPad; }

class FactorMatrix {
 public:
  FactorMatrix() = default;
  // All zeros.
  FactorMatrix(std::size_t rows, std::size_t dim)
      : rows_(rows), dim_(dim), values_(rows * padded(dim), 0.0F) {}

  std::size_t rows() const noexcept { return rows_; }
  std::size_t dim() const noexcept { return dim_; }
  std::size_t stride() const noexcept { return padded(dim_); }

  // Appends rows of zeros, or drops the last ones.
  void resize_rows(std::size_t rows) {
    values_.resize(rows * stride(), 0.0F);
    rows_ = rows;
  }

  // Requires: i < rows().
  std::span<float> operator[](std::size_t i) noexcept {
    assert(i < rows_);
    return {values_.data() + i * stride(), dim_};
  }
  std::span<const float> operator[](std::size_t i) const noexcept {
    assert(i < rows_);
    return {values_.data() + i * stride(), dim_};
  }
  const float* data() const noexcept { return values_.data(); }
  float* data() noexcept { return values_.data(); }

  bool operator==(const FactorMatrix&) const = default;

 private:
  std::size_t rows_ = 0;
  std::size_t dim_ = 0;
  AlignedVector<float> values_;
};

}  // namespace suggestd::model
