#include "model/factors/eigenbasis.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cassert>

#include "base/parallel.h"
#include "model/factors/dense_kernels.h"

namespace suggestd::model {
namespace {
constexpr std::size_t kRotatedRows = 256;
}

Eigenbasis eigenbasis_of(const GramMatrix& gram) {
  const std::size_t dim = gram.dim();
  const auto size = static_cast<Eigen::Index>(dim);
  Eigen::MatrixXd matrix(size, size);
  for (std::size_t i = 0; i < dim; ++i) {
    for (std::size_t j = 0; j < dim; ++j) {
      matrix(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = gram.at(i, j);
    }
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(matrix);
  Eigenbasis basis{std::vector<double>(dim), AlignedVector<float>(dim * padded(dim), 0.0F)};
  for (std::size_t k = 0; k < dim; ++k) {
    const auto from = static_cast<Eigen::Index>(dim - 1 - k);  // Eigen's order ascends
    basis.eigenvalues[k] = std::max(0.0, solver.eigenvalues()(from));
    for (std::size_t i = 0; i < dim; ++i) {
      basis.rotation[i * padded(dim) + k] =
          static_cast<float>(solver.eigenvectors()(static_cast<Eigen::Index>(i), from));
    }
  }
  return basis;
}

void rotate_rows(FactorMatrix& rows, const Eigenbasis& basis, std::size_t threads) {
  assert(basis.eigenvalues.size() == rows.dim());
  const std::size_t stride = rows.stride();
  parallel_for(rows.rows(), kRotatedRows, threads, [&](const Chunk& chunk) {
    const std::size_t count = chunk.end - chunk.begin;
    float* first = rows.data() + chunk.begin * stride;
    const AlignedVector<float> before(first, first + count * stride);
    multiply(before.data(), count, basis.rotation.data(), rows.dim(), first);
  });
}

}  // namespace suggestd::model
