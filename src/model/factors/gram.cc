#include "model/factors/gram.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

#include "base/parallel.h"
#include "model/factors/dense_kernels.h"

namespace suggestd::model {
namespace {

// Rows are summed in float this many at a time, and those sums in double.
constexpr std::size_t kFloatRows = 128;
// At most this many partial matrices are held, whatever the number of rows.
constexpr std::size_t kMaxPartials = 32;
constexpr std::size_t kMinChunkRows = 1024;

// Adds the Gram matrix of `rows` to `sum`.
void add_rows(std::span<const float* const> rows, std::size_t dim, AlignedVector<double>& sum) {
  const std::size_t stride = padded(dim);
  AlignedVector<float> packed(kFloatRows * stride, 0.0F);
  AlignedVector<float> partial(stride * stride);
  for (std::size_t first = 0; first < rows.size(); first += kFloatRows) {
    std::size_t count = 0;
    for (const float* row : rows.subspan(first, std::min(kFloatRows, rows.size() - first))) {
      if (row != nullptr) std::copy_n(row, dim, packed.data() + stride * count++);
    }
    std::fill(partial.begin(), partial.end(), 0.0F);
    add_gram(packed.data(), count, dim, partial.data());
    for (std::size_t i = 0; i < dim; ++i) {
      for (std::size_t j = i; j < dim; ++j)
        sum[i * stride + j] += static_cast<double>(partial[i * stride + j]);
    }
  }
}

}  // namespace

GramMatrix::GramMatrix(std::size_t dim)
    : dim_(dim), values_(padded(dim) * padded(dim), 0.0), wide_(padded(dim), 0.0) {}

GramMatrix GramMatrix::of(std::span<const float* const> rows, std::size_t dim, std::size_t threads) {
  const std::size_t grain = std::max(kMinChunkRows, chunk_count(rows.size(), kMaxPartials));
  std::vector<AlignedVector<double>> partials(chunk_count(rows.size(), grain));
  parallel_for(rows.size(), grain, threads, [&](const Chunk& chunk) {
    partials[chunk.index].assign(padded(dim) * padded(dim), 0.0);
    add_rows(rows.subspan(chunk.begin, chunk.end - chunk.begin), dim, partials[chunk.index]);
  });
  GramMatrix gram(dim);
  for (const AlignedVector<double>& partial : partials) {
    for (std::size_t i = 0; i < partial.size(); ++i) gram.values_[i] += partial[i];
  }
  return gram;
}

GramMatrix GramMatrix::restored(std::size_t dim, std::span<const double> values, std::uint64_t corrections) {
  GramMatrix gram(dim);
  assert(values.size() == gram.values_.size());
  std::copy(values.begin(), values.end(), gram.values_.begin());
  gram.corrections_ = corrections;
  return gram;
}

GramMatrix GramMatrix::of(const FactorMatrix& rows, std::size_t threads) {
  std::vector<const float*> pointers(rows.rows());
  for (std::size_t i = 0; i < rows.rows(); ++i) pointers[i] = rows[i].data();
  return of(pointers, rows.dim(), threads);
}

void GramMatrix::add(std::span<const float> x) { correct(1.0, x); }

void GramMatrix::subtract(std::span<const float> x) { correct(-1.0, x); }

void GramMatrix::replace(std::span<const float> before, std::span<const float> after) {
  subtract(before);
  add(after);
}

void GramMatrix::correct(double sign, std::span<const float> x) {
  assert(x.size() == dim_);
  std::copy(x.begin(), x.end(), wide_.begin());
  add_outer_product(sign, wide_.data(), dim_, values_.data());
  ++corrections_;
}

double GramMatrix::at(std::size_t i, std::size_t j) const noexcept {
  assert(i < dim_ && j < dim_);
  return values_[std::min(i, j) * padded(dim_) + std::max(i, j)];
}

double GramMatrix::quadratic_form(std::span<const float> x) const {
  assert(x.size() == dim_);
  double sum = 0;
  for (std::size_t i = 0; i < dim_; ++i) {
    const double* row = values_.data() + i * padded(dim_);
    double right_of_diagonal = 0;
    for (std::size_t j = i + 1; j < dim_; ++j) right_of_diagonal += row[j] * static_cast<double>(x[j]);
    const double value = static_cast<double>(x[i]);
    sum += value * (row[i] * value + 2 * right_of_diagonal);
  }
  return sum;
}

double GramMatrix::drift_from(const GramMatrix& fresh) const {
  assert(fresh.dim_ == dim_);
  double difference = 0;
  double size = 0;
  for (std::size_t i = 0; i < dim_; ++i) {
    for (std::size_t j = i; j < dim_; ++j) {
      const double weight = i == j ? 1.0 : 2.0;
      difference += weight * std::pow(at(i, j) - fresh.at(i, j), 2);
      size += weight * std::pow(fresh.at(i, j), 2);
    }
  }
  if (size == 0) return difference == 0 ? 0 : 1;
  return std::sqrt(difference / size);
}

}  // namespace suggestd::model
