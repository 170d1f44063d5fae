// The Gram matrix G = Y'Y of a side's vectors, kept true while single vectors change.
//
// Shape    dim x dim, symmetric, in double: upper triangle, row-major, stride padded(dim).
// Drift    add and subtract are exact up to double rounding; after k corrections the relative error
//          stays near k * 1e-16, far below the float vectors' own. `drift_from` measures it against
//          a fresh matrix and `corrections` counts, so that the owner can renew on a schedule.
// Threads  as a plain value: one writer, or any number of readers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "model/factors/factors.h"

namespace suggestd::model {

class GramMatrix {
 public:
  // All zeros.
  explicit GramMatrix(std::size_t dim);

  // The matrix of the rows given (dim floats each; null: no such row). The same for any number of threads.
  static GramMatrix of(std::span<const float* const> rows, std::size_t dim, std::size_t threads);
  static GramMatrix of(const FactorMatrix& rows, std::size_t threads);

  // From data() and corrections() of another. Requires: values.size() == padded(dim)^2.
  static GramMatrix restored(std::size_t dim, std::span<const double> values, std::uint64_t corrections);

  // Takes a row in, or out. Requires: x.size() == dim().
  void add(std::span<const float> x);
  void subtract(std::span<const float> x);
  // Replaces a row.
  void replace(std::span<const float> before, std::span<const float> after);

  // Requires: i, j < dim().
  double at(std::size_t i, std::size_t j) const noexcept;
  // x'Gx: the squared norm of the scores <x, y> over all rows y. Requires: x.size() == dim().
  double quadratic_form(std::span<const float> x) const;
  // |this - other| / |other| in the Frobenius norm; 0 if both are zero. Requires: the same dim.
  double drift_from(const GramMatrix& fresh) const;

  std::size_t dim() const noexcept { return dim_; }
  // Calls of add and subtract since construction; replace counts as two.
  std::uint64_t corrections() const noexcept { return corrections_; }
  // The upper triangle.
  const double* data() const noexcept { return values_.data(); }

 private:
  void correct(double sign, std::span<const float> x);

  std::size_t dim_;
  std::uint64_t corrections_ = 0;
  AlignedVector<double> values_;
  AlignedVector<double> wide_;  // a row in double
};

}  // namespace suggestd::model
