#include "model/factors/attribute_regression.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/parallel.h"

namespace suggestd::model {
namespace {

constexpr std::size_t kSlice = 16;  // dimensions solved together
constexpr double kEnough = 1e-6;    // of the squared residual at the start

using Row = std::array<float, kSlice>;
using Table = std::vector<Row>;  // by attribute
using Sums = std::array<double, kSlice>;

float weight_of(const DescribedVector& product) {
  return 1.0F / std::sqrt(static_cast<float>(product.attributes.size()));
}

void add(Row& to, float factor, const Row& from) {
  for (std::size_t d = 0; d < kSlice; ++d) to[d] += factor * from[d];
}

Sums dots(const Table& a, const Table& b) {
  Sums sums{};
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t d = 0; d < kSlice; ++d)
      sums[d] += static_cast<double>(a[i][d]) * static_cast<double>(b[i][d]);
  }
  return sums;
}

// One slice of dimensions of the normal equations (A'CA + ridge I) W = A'CY.
class Slice {
 public:
  Slice(std::span<const DescribedVector> products, std::size_t attributes, std::size_t first,
        std::size_t width)
      : products_(products), attributes_(attributes), first_(first), width_(width) {}

  Table solve(const AttributeOptions& options) const {
    Table solution(attributes_, Row{});
    Table residual = right_side();
    Table direction = residual;
    Sums squares = dots(residual, residual);
    const Sums start = squares;
    for (std::size_t step = 0; step < options.steps && !done(squares, start); ++step) {
      const Table product = multiply(direction, static_cast<float>(options.ridge));
      const Sums along = dots(direction, product);
      Row length{};
      for (std::size_t d = 0; d < kSlice; ++d)
        length[d] = along[d] > 0 ? static_cast<float>(squares[d] / along[d]) : 0.0F;
      for (std::size_t i = 0; i < attributes_; ++i) {
        for (std::size_t d = 0; d < kSlice; ++d) {
          solution[i][d] += length[d] * direction[i][d];
          residual[i][d] -= length[d] * product[i][d];
        }
      }
      const Sums left = dots(residual, residual);
      Row keep{};
      for (std::size_t d = 0; d < kSlice; ++d)
        keep[d] = squares[d] > 0 ? static_cast<float>(left[d] / squares[d]) : 0.0F;
      for (std::size_t i = 0; i < attributes_; ++i) {
        for (std::size_t d = 0; d < kSlice; ++d) direction[i][d] = residual[i][d] + keep[d] * direction[i][d];
      }
      squares = left;
    }
    return solution;
  }

 private:
  static bool done(const Sums& squares, const Sums& start) {
    for (std::size_t d = 0; d < kSlice; ++d) {
      if (squares[d] > kEnough * start[d]) return false;
    }
    return true;
  }

  Table right_side() const {
    Table right(attributes_, Row{});
    for (const DescribedVector& product : products_) {
      Row wanted{};
      std::copy_n(product.vector + first_, width_, wanted.begin());
      const float weight = weight_of(product) * product.confidence;
      for (const std::uint32_t attribute : product.attributes) add(right[attribute], weight, wanted);
    }
    return right;
  }

  Table multiply(const Table& direction, float ridge) const {
    Table product(attributes_, Row{});
    for (std::size_t i = 0; i < attributes_; ++i) add(product[i], ridge, direction[i]);
    for (const DescribedVector& one : products_) {
      Row sum{};
      for (const std::uint32_t attribute : one.attributes) add(sum, 1, direction[attribute]);
      const float weight = weight_of(one) * weight_of(one) * one.confidence;
      for (const std::uint32_t attribute : one.attributes) add(product[attribute], weight, sum);
    }
    return product;
  }

  std::span<const DescribedVector> products_;
  std::size_t attributes_;
  std::size_t first_;
  std::size_t width_;
};

}  // namespace

AttributeRegression AttributeRegression::fit(std::span<const DescribedVector> products,
                                             std::size_t attributes, std::size_t dim,
                                             const AttributeOptions& options, std::size_t threads) {
  AttributeRegression regression;
  regression.dim_ = dim;
  regression.rows_.resize(attributes * dim);
  parallel_for(dim, kSlice, threads, [&](const Chunk& chunk) {
    const std::size_t width = chunk.end - chunk.begin;
    const Table solution = Slice(products, attributes, chunk.begin, width).solve(options);
    for (std::size_t i = 0; i < attributes; ++i)
      std::copy_n(solution[i].begin(), width, regression.rows_.data() + i * dim + chunk.begin);
  });
  return regression;
}

AttributeRegression AttributeRegression::restored(std::vector<float> rows, std::size_t dim) {
  AttributeRegression regression;
  regression.dim_ = dim;
  regression.rows_ = std::move(rows);
  return regression;
}

std::vector<float> AttributeRegression::predict(std::span<const std::uint32_t> attributes) const {
  std::vector<float> sum(dim_, 0.0F);
  if (attributes.empty()) return sum;
  for (const std::uint32_t attribute : attributes) {
    const std::span<const float> one = row(attribute);
    for (std::size_t d = 0; d < dim_; ++d) sum[d] += one[d];
  }
  const float weight = 1.0F / std::sqrt(static_cast<float>(attributes.size()));
  for (float& value : sum) value *= weight;
  return sum;
}

}  // namespace suggestd::model
