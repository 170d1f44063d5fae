#include "model/factors/dense_kernels.h"

#include <hwy/targets.h>
#include <Eigen/Dense>
#include <catch2/catch.hpp>
#include <vector>

#include "model/random_rows.h"

using namespace suggestd::model;

namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Matrix wide(const FactorMatrix& rows) {
  Matrix matrix(rows.rows(), rows.dim());
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    for (std::size_t k = 0; k < rows.dim(); ++k) {
      matrix(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k)) = static_cast<double>(rows[i][k]);
    }
  }
  return matrix;
}

double upper_error(const float* got, const Matrix& want) {
  double worst = 0;
  const std::size_t stride = padded(static_cast<std::size_t>(want.cols()));
  for (Eigen::Index i = 0; i < want.rows(); ++i) {
    for (Eigen::Index j = i; j < want.cols(); ++j) {
      const double value =
          static_cast<double>(got[static_cast<std::size_t>(i) * stride + static_cast<std::size_t>(j)]);
      worst = std::max(worst, std::abs(value - want(i, j)));
    }
  }
  return worst / want.cwiseAbs().maxCoeff();
}

}  // namespace

// Every instruction set that this machine has is tested, the baseline too.
TEST_CASE("the kernels agree with double arithmetic on every instruction set") {
  const auto targets = hwy::SupportedTargets();
  for (auto left = targets; left != 0; left &= left - 1) {
    hwy::SetSupportedTargetsForTest(left & -left);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    INFO("instruction set " << kernel_target());
    for (const std::size_t n : {1U, 7U, 16U, 33U, 64U, 100U}) {
      for (const std::size_t count : {1U, 5U, 16U, 50U}) {
        INFO("n " << n << ", count " << count);
        FactorMatrix p = random_rows(padded(count), n, static_cast<unsigned>(n + count));
        for (std::size_t i = count; i < p.rows(); ++i) std::fill(p[i].begin(), p[i].end(), 0.0F);
        const Matrix p_wide = wide(p);

        suggestd::AlignedVector<float> gram(padded(n) * padded(n), 0.0F);
        add_gram(p.data(), count, n, gram.data());
        const Matrix gram_wide = p_wide.transpose() * p_wide;
        CHECK(upper_error(gram.data(), gram_wide) < 1e-5);

        for (std::size_t k = 0; k < padded(n); ++k) gram[k * padded(n) + k] += 1.0F;
        suggestd::AlignedVector<float> x(padded(n), 0.0F);
        for (std::size_t k = 0; k < n; ++k) x[k] = static_cast<float>(k % 5) - 2.0F;
        Eigen::VectorXd want(n);
        for (std::size_t k = 0; k < n; ++k) want(static_cast<Eigen::Index>(k)) = static_cast<double>(x[k]);
        want = (gram_wide + Matrix::Identity(gram_wide.rows(), gram_wide.cols())).llt().solve(want);
        REQUIRE(factorize(gram.data(), padded(n)));
        solve_factorized(gram.data(), padded(n), x.data());
        for (std::size_t k = 0; k < n; ++k) {
          CHECK(static_cast<double>(x[k]) == Approx(want(static_cast<Eigen::Index>(k))).margin(2e-4));
        }

        suggestd::AlignedVector<float> scale(padded(n), 2.0F);
        suggestd::AlignedVector<float> transposed(padded(n) * padded(count));
        transpose_scaled(p.data(), count, n, scale.data(), transposed.data());
        bool same = true;
        for (std::size_t k = 0; k < n; ++k) {
          for (std::size_t i = 0; i < padded(count); ++i) {
            same = same && transposed[k * padded(count) + i] == 2.0F * p[i][k];
          }
        }
        CHECK(same);

        const FactorMatrix q = random_rows(n, n, 3);
        FactorMatrix product(count, n);
        multiply(p.data(), count, q.data(), n, product.data());
        CHECK((wide(product) - p_wide.topRows(static_cast<Eigen::Index>(count)) * wide(q))
                  .cwiseAbs()
                  .maxCoeff() < 1e-4);
        CHECK(static_cast<double>(dot(p[0].data(), q[0].data(), n)) ==
              Approx(p_wide.row(0).dot(wide(q).row(0))).margin(1e-5));
      }
    }
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().DeInit();
}

TEST_CASE("a matrix that is not positive definite is refused") {
  suggestd::AlignedVector<float> matrix(16 * 16, 0.0F);
  for (std::size_t k = 0; k < 16; ++k) matrix[k * 16 + k] = 1.0F;
  matrix[5 * 16 + 5] = -1.0F;
  CHECK_FALSE(factorize(matrix.data(), 16));
}
