// From a product's attributes to its expected vector: a linear map learned from products that have one.
//
// Formula  W minimises  sum over products i of c_i |y_i - W'a_i|^2 + ridge |W|^2,   a_i: the product's
//          attributes, each 1 / sqrt(their number), so that a long description does not outweigh a short one.
//          Ridge regression, as attribute-to-factor maps in Gantner et al., Learning Attribute-to-Feature
//          Mappings for Cold-Start Recommendations, ICDM 2010, section 3.
// Method   conjugate gradients on the normal equations, all columns of a slice of dimensions at once.
// Result   the same bytes for any number of threads.
// Threads  immutable once fitted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace suggestd::model {

struct DescribedVector {
  std::vector<std::uint32_t> attributes;  // no repeats
  const float* vector = nullptr;          // of `dim` floats
  float confidence = 1;                   // c
};

struct AttributeOptions {
  double ridge = 1.0;
  std::size_t steps = 30;  // of conjugate gradients, at most
};

class AttributeRegression {
 public:
  AttributeRegression() = default;  // knows nothing
  // Requires: every attribute < attributes; threads > 0.
  static AttributeRegression fit(std::span<const DescribedVector> products, std::size_t attributes,
                                 std::size_t dim, const AttributeOptions& options, std::size_t threads);
  // From the rows as row() gave them. Requires: rows.size() is a multiple of dim.
  static AttributeRegression restored(std::vector<float> rows, std::size_t dim);

  std::size_t attributes() const noexcept { return dim_ == 0 ? 0 : rows_.size() / dim_; }
  std::size_t dim() const noexcept { return dim_; }
  // The vector that one attribute adds, before the division by the square root.
  std::span<const float> row(std::size_t attribute) const { return {rows_.data() + attribute * dim_, dim_}; }

  // W'a. Requires: every attribute < attributes().
  std::vector<float> predict(std::span<const std::uint32_t> attributes) const;

 private:
  std::size_t dim_ = 0;
  std::vector<float> rows_;  // attribute after attribute
};

}  // namespace suggestd::model
