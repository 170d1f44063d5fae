#include "model/factors/dense_kernels.h"

#include <algorithm>
#include <cmath>

#include "model/factors/factors.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "model/factors/dense_kernels.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

// This file is compiled once for each instruction set, each time in a namespace of its own, so no
// code compiled for a newer processor can be taken for that of an older one.
HWY_BEFORE_NAMESPACE();
namespace suggestd::model {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Floats = hn::CappedTag<float, kPad>;  // kPad is a whole number of vectors
using Vector = hn::Vec<Floats>;
constexpr Floats kFloats;

// A tile of C is kept in registers while the sum over k runs: 16 accumulators where there are 32
// registers, 8 where there are 16; either hides the latency of the multiply-add.
constexpr std::size_t kTileRows = HWY_TARGET <= HWY_AVX3 ? 8 : 4;

std::size_t lanes() { return hn::Lanes(kFloats); }

// The place of the left factor of a product: element (i, k) at data[i * row + k * step].
struct Left {
  const float* data;
  std::size_t row;
  std::size_t step;
};

// C[i][j] = (or +=, -=) sum over k < count of left(i, k) * right[k][j], for kRows rows and kVectors
// vectors of columns.
enum class Into { set, add, subtract };

template <std::size_t kRows, std::size_t kVectors, Into kInto>
HWY_INLINE void tile(Left left, const float* right, std::size_t right_stride, std::size_t count, float* c,
                     std::size_t c_stride) {
  const std::size_t width = lanes();
  Vector sums[kRows][kVectors];
  for (std::size_t i = 0; i < kRows; ++i) {
    for (std::size_t v = 0; v < kVectors; ++v) {
      sums[i][v] = kInto == Into::set ? hn::Zero(kFloats) : hn::Load(kFloats, c + i * c_stride + v * width);
    }
  }
  for (std::size_t k = 0; k < count; ++k) {
    Vector columns[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v)
      columns[v] = hn::Load(kFloats, right + k * right_stride + v * width);
    for (std::size_t i = 0; i < kRows; ++i) {
      const Vector factor = hn::Set(kFloats, left.data[i * left.row + k * left.step]);
      for (std::size_t v = 0; v < kVectors; ++v) {
        sums[i][v] = kInto == Into::subtract ? hn::NegMulAdd(factor, columns[v], sums[i][v])
                                             : hn::MulAdd(factor, columns[v], sums[i][v]);
      }
    }
  }
  for (std::size_t i = 0; i < kRows; ++i) {
    for (std::size_t v = 0; v < kVectors; ++v) {
      hn::Store(sums[i][v], kFloats, c + i * c_stride + v * width);
    }
  }
}

// kRows rows of C, columns [first, n). Requires: first is a multiple of kPad.
template <std::size_t kRows, Into kInto>
void row_of_tiles(Left left, const float* right, std::size_t right_stride, std::size_t count,
                  std::size_t first, std::size_t n, float* c, std::size_t c_stride) {
  const std::size_t width = lanes();
  std::size_t j = first;
  for (; j + 2 * width <= n; j += 2 * width) {
    tile<kRows, 2, kInto>(left, right + j, right_stride, count, c + j, c_stride);
  }
  for (; j < n; j += width) tile<kRows, 1, kInto>(left, right + j, right_stride, count, c + j, c_stride);
}

// Upper blocks of C += or -= P'P over rows and columns [first, n) of C. Requires: as above.
template <Into kInto>
void update_upper(const float* p, std::size_t count, std::size_t stride, std::size_t first, std::size_t n,
                  float* c) {
  for (std::size_t i = first; i < n; i += kTileRows) {
    row_of_tiles<kTileRows, kInto>({p + i, 1, stride}, p, stride, count, i / kPad * kPad, n, c + i * stride,
                                   stride);
  }
}

void add_gram_kernel(const float* p, std::size_t count, std::size_t n, float* c) {
  update_upper<Into::add>(p, count, padded(n), 0, padded(n), c);
}

void multiply_kernel(const float* a, std::size_t rows, const float* q, std::size_t n, float* out) {
  const std::size_t stride = padded(n);
  std::size_t i = 0;
  for (; i + kTileRows <= rows; i += kTileRows) {
    row_of_tiles<kTileRows, Into::set>({a + i * stride, stride, 1}, q, stride, n, 0, stride, out + i * stride,
                                       stride);
  }
  for (; i < rows; ++i) {
    row_of_tiles<1, Into::set>({a + i * stride, stride, 1}, q, stride, n, 0, stride, out + i * stride,
                               stride);
  }
}

// Factorizes the 16 x 16 block at `a`; reciprocals of the diagonal go to the diagonal.
bool factorize_diagonal_block(float* a, std::size_t stride) {
  for (std::size_t k = 0; k < kPad; ++k) {
    float* pivot_row = a + k * stride;
    const float pivot = pivot_row[k];
    if (!(pivot > 0)) return false;
    const float reciprocal = 1.0F / std::sqrt(pivot);
    for (std::size_t j = 0; j < kPad; j += lanes()) {
      hn::Store(hn::Mul(hn::Load(kFloats, pivot_row + j), hn::Set(kFloats, reciprocal)), kFloats,
                pivot_row + j);
    }
    for (std::size_t i = k + 1; i < kPad; ++i) {
      const Vector factor = hn::Set(kFloats, pivot_row[i]);
      for (std::size_t j = 0; j < kPad; j += lanes()) {
        hn::Store(
            hn::NegMulAdd(factor, hn::Load(kFloats, pivot_row + j), hn::Load(kFloats, a + i * stride + j)),
            kFloats, a + i * stride + j);
      }
    }
    pivot_row[k] = reciprocal;
  }
  return true;
}

// One vector of columns of U right of the diagonal block: solves U_kk' X = A, 16 rows at once.
void solve_column_strip(const float* diagonal_block, std::size_t stride, float* strip) {
  Vector rows[kPad];
  for (std::size_t k = 0; k < kPad; ++k) rows[k] = hn::Load(kFloats, strip + k * stride);
  for (std::size_t k = 0; k < kPad; ++k) {
    const float* u = diagonal_block + k * stride;
    rows[k] = hn::Mul(rows[k], hn::Set(kFloats, u[k]));
    for (std::size_t i = k + 1; i < kPad; ++i) {
      rows[i] = hn::NegMulAdd(hn::Set(kFloats, u[i]), rows[k], rows[i]);
    }
  }
  for (std::size_t k = 0; k < kPad; ++k) hn::Store(rows[k], kFloats, strip + k * stride);
}

bool factorize_kernel(float* a, std::size_t n) {
  const std::size_t stride = padded(n);
  for (std::size_t k = 0; k < n; k += kPad) {
    float* block_row = a + k * stride;
    if (!factorize_diagonal_block(block_row + k, stride)) return false;
    for (std::size_t j = k + kPad; j < n; j += lanes()) {
      solve_column_strip(block_row + k, stride, block_row + j);
    }
    update_upper<Into::subtract>(block_row, kPad, stride, k + kPad, n, a);
  }
  return true;
}

// U'z = b, 16 unknowns at a time: the small triangle first, then all columns right of it.
void solve_forward(const float* u, std::size_t n, float* b) {
  const std::size_t stride = padded(n);
  for (std::size_t k = 0; k < n; k += kPad) {
    for (std::size_t i = k; i < k + kPad; ++i) {
      const float* row = u + i * stride;
      b[i] *= row[i];
      for (std::size_t j = i + 1; j < k + kPad; ++j) b[j] -= b[i] * row[j];
    }
    for (std::size_t j = k + kPad; j < n; j += lanes()) {
      Vector sum = hn::Load(kFloats, b + j);
      for (std::size_t i = k; i < k + kPad; ++i) {
        sum = hn::NegMulAdd(hn::Set(kFloats, b[i]), hn::Load(kFloats, u + i * stride + j), sum);
      }
      hn::Store(sum, kFloats, b + j);
    }
  }
}

// U x = b.
void solve_backward(const float* u, std::size_t n, float* b) {
  const std::size_t stride = padded(n);
  for (std::size_t end = n; end > 0; end -= kPad) {
    const std::size_t k = end - kPad;
    for (std::size_t i = k; i < end; ++i) {
      Vector sum = hn::Zero(kFloats);
      for (std::size_t j = end; j < n; j += lanes()) {
        sum = hn::MulAdd(hn::Load(kFloats, u + i * stride + j), hn::Load(kFloats, b + j), sum);
      }
      b[i] -= hn::GetLane(hn::SumOfLanes(kFloats, sum));
    }
    for (std::size_t i = end; i-- > k;) {
      const float* row = u + i * stride;
      float value = b[i];
      for (std::size_t j = i + 1; j < end; ++j) value -= row[j] * b[j];
      b[i] = value * row[i];
    }
  }
}

void solve_factorized_kernel(const float* u, std::size_t n, float* b) {
  solve_forward(u, n, b);
  solve_backward(u, n, b);
}

void add_scaled_kernel(float a, const float* x, std::size_t n, float* y) {
  const Vector factor = hn::Set(kFloats, a);
  std::size_t i = 0;
  for (; i + lanes() <= n; i += lanes()) {
    hn::StoreU(hn::MulAdd(factor, hn::LoadU(kFloats, x + i), hn::LoadU(kFloats, y + i)), kFloats, y + i);
  }
  for (; i < n; ++i) y[i] += a * x[i];
}

void copy_scaled_kernel(float a, const float* x, std::size_t n, float* out) {
  const Vector factor = hn::Set(kFloats, a);
  std::size_t i = 0;
  for (; i + lanes() <= n; i += lanes()) {
    hn::StoreU(hn::Mul(factor, hn::LoadU(kFloats, x + i)), kFloats, out + i);
  }
  for (; i < n; ++i) out[i] = a * x[i];
}

// 4 x 4 at a time: interleaving rows 0 and 2 with rows 1 and 3 puts columns side by side.
void transpose_scaled_kernel(const float* p, std::size_t count, std::size_t n, const float* scale,
                             float* out) {
#if HWY_TARGET == HWY_SCALAR
  for (std::size_t i = 0; i < padded(count); ++i) {
    for (std::size_t k = 0; k < n; ++k) out[k * padded(count) + i] = scale[k] * p[i * padded(n) + k];
  }
#else
  constexpr hn::FixedTag<float, 4> kFour;
  for (std::size_t k = 0; k < n; k += 4) {
    for (std::size_t i = 0; i < padded(count); i += 4) {
      const float* from = p + i * padded(n) + k;
      const auto row0 = hn::Load(kFour, from);
      const auto row1 = hn::Load(kFour, from + padded(n));
      const auto row2 = hn::Load(kFour, from + 2 * padded(n));
      const auto row3 = hn::Load(kFour, from + 3 * padded(n));
      const auto low02 = hn::InterleaveLower(kFour, row0, row2);
      const auto low13 = hn::InterleaveLower(kFour, row1, row3);
      const auto high02 = hn::InterleaveUpper(kFour, row0, row2);
      const auto high13 = hn::InterleaveUpper(kFour, row1, row3);
      float* to = out + k * padded(count) + i;
      const std::size_t step = padded(count);
      hn::Store(hn::Mul(hn::Set(kFour, scale[k]), hn::InterleaveLower(kFour, low02, low13)), kFour, to);
      hn::Store(hn::Mul(hn::Set(kFour, scale[k + 1]), hn::InterleaveUpper(kFour, low02, low13)), kFour,
                to + step);
      hn::Store(hn::Mul(hn::Set(kFour, scale[k + 2]), hn::InterleaveLower(kFour, high02, high13)), kFour,
                to + 2 * step);
      hn::Store(hn::Mul(hn::Set(kFour, scale[k + 3]), hn::InterleaveUpper(kFour, high02, high13)), kFour,
                to + 3 * step);
    }
  }
#endif
}

float dot_kernel(const float* x, const float* y, std::size_t n) {
  Vector first = hn::Zero(kFloats);
  Vector second = hn::Zero(kFloats);
  std::size_t i = 0;
  for (; i + 2 * lanes() <= n; i += 2 * lanes()) {
    first = hn::MulAdd(hn::LoadU(kFloats, x + i), hn::LoadU(kFloats, y + i), first);
    second = hn::MulAdd(hn::LoadU(kFloats, x + i + lanes()), hn::LoadU(kFloats, y + i + lanes()), second);
  }
  float sum = hn::GetLane(hn::SumOfLanes(kFloats, hn::Add(first, second)));
  for (; i < n; ++i) sum += x[i] * y[i];
  return sum;
}

void add_outer_product_kernel(double sign, const double* x, std::size_t n, double* c) {
  using Doubles = hn::CappedTag<double, kPad>;
  constexpr Doubles kDoubles;
  const std::size_t stride = padded(n);
  for (std::size_t i = 0; i < n; ++i) {
    const hn::Vec<Doubles> factor = hn::Set(kDoubles, sign * x[i]);
    double* row = c + i * stride;
    for (std::size_t j = i / kPad * kPad; j < stride; j += hn::Lanes(kDoubles)) {
      hn::Store(hn::MulAdd(factor, hn::Load(kDoubles, x + j), hn::Load(kDoubles, row + j)), kDoubles,
                row + j);
    }
  }
}

const char* target_kernel() { return hwy::TargetName(HWY_TARGET); }

}  // namespace HWY_NAMESPACE
}  // namespace suggestd::model
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace suggestd::model {

HWY_EXPORT(add_gram_kernel);
HWY_EXPORT(multiply_kernel);
HWY_EXPORT(factorize_kernel);
HWY_EXPORT(solve_factorized_kernel);
HWY_EXPORT(add_scaled_kernel);
HWY_EXPORT(copy_scaled_kernel);
HWY_EXPORT(transpose_scaled_kernel);
HWY_EXPORT(dot_kernel);
HWY_EXPORT(add_outer_product_kernel);
HWY_EXPORT(target_kernel);

void add_gram(const float* p, std::size_t count, std::size_t n, float* c) {
  HWY_DYNAMIC_DISPATCH(add_gram_kernel)(p, count, n, c);
}

void multiply(const float* a, std::size_t rows, const float* q, std::size_t n, float* out) {
  HWY_DYNAMIC_DISPATCH(multiply_kernel)(a, rows, q, n, out);
}

bool factorize(float* a, std::size_t n) { return HWY_DYNAMIC_DISPATCH(factorize_kernel)(a, n); }

void solve_factorized(const float* u, std::size_t n, float* b) {
  HWY_DYNAMIC_DISPATCH(solve_factorized_kernel)(u, n, b);
}

void add_scaled(float a, const float* x, std::size_t n, float* y) {
  HWY_DYNAMIC_DISPATCH(add_scaled_kernel)(a, x, n, y);
}

void copy_scaled(float a, const float* x, std::size_t n, float* out) {
  HWY_DYNAMIC_DISPATCH(copy_scaled_kernel)(a, x, n, out);
}

void transpose_scaled(const float* p, std::size_t count, std::size_t n, const float* scale, float* out) {
  HWY_DYNAMIC_DISPATCH(transpose_scaled_kernel)(p, count, n, scale, out);
}

float dot(const float* x, const float* y, std::size_t n) { return HWY_DYNAMIC_DISPATCH(dot_kernel)(x, y, n); }

void add_outer_product(double sign, const double* x, std::size_t n, double* c) {
  HWY_DYNAMIC_DISPATCH(add_outer_product_kernel)(sign, x, n, c);
}

const char* kernel_target() { return HWY_DYNAMIC_DISPATCH(target_kernel)(); }

}  // namespace suggestd::model
#endif  // HWY_ONCE
