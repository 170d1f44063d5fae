#include "model/factors/row_solve.h"

#include <Eigen/Dense>
#include <catch2/catch.hpp>
#include <vector>

#include "model/factors/eigenbasis.h"
#include "model/random_rows.h"

using namespace suggestd::model;

namespace {

Eigen::VectorXd wide(std::span<const float> x) {
  Eigen::VectorXd vector(static_cast<Eigen::Index>(x.size()));
  for (std::size_t k = 0; k < x.size(); ++k) vector(static_cast<Eigen::Index>(k)) = static_cast<double>(x[k]);
  return vector;
}

// The formula of the header, letter by letter, in double.
Eigen::VectorXd reference(const FactorMatrix& all, float unobserved, const RowProblem& problem) {
  const auto dim = static_cast<Eigen::Index>(all.dim());
  Eigen::MatrixXd a = Eigen::MatrixXd::Identity(dim, dim) * static_cast<double>(problem.ridge);
  Eigen::VectorXd b = Eigen::VectorXd::Zero(dim);
  for (std::size_t i = 0; i < all.rows(); ++i) {
    a += static_cast<double>(unobserved) * wide(all[i]) * wide(all[i]).transpose();
  }
  for (std::size_t i = 0; i < problem.vectors.size(); ++i) {
    const Eigen::VectorXd y = wide({problem.vectors[i], all.dim()});
    const double w = static_cast<double>(problem.confidences[i]);
    if (w <= 0) continue;
    a += w * y * y.transpose();
    b += w * y;
  }
  if (problem.prior_mean != nullptr)
    b += static_cast<double>(problem.ridge) * wide({problem.prior_mean, all.dim()});
  return a.ldlt().solve(b);
}

struct History {
  std::vector<const float*> vectors;
  std::vector<float> confidences;
};

History history_of(const FactorMatrix& all, std::size_t size) {
  History history;
  for (std::size_t i = 0; i < size; ++i) {
    history.vectors.push_back(all[i * 3 % all.rows()].data());
    history.confidences.push_back(i % 11 == 10 ? -1.0F : 0.25F * static_cast<float>(1 + i % 7));
  }
  return history;
}

}  // namespace

TEST_CASE("a row's solution is that of the formula, within 1e-4, by either way") {
  const std::size_t dim = GENERATE(5, 16, 48, 64);
  const std::size_t size = GENERATE(0, 1, 6, 40, 63, 200);
  const bool with_mean = GENERATE(false, true);
  CAPTURE(dim, size, with_mean);
  FactorMatrix all = random_rows(300, dim, 1, 0.3F);
  FactorMatrix mean = random_rows(1, dim, 2);
  const float unobserved = 0.05F;
  RowSolver solver(dim);

  const History history = history_of(all, size);
  const RowProblem problem{history.vectors, history.confidences, 0.8F, with_mean ? mean[0].data() : nullptr};
  const Eigen::VectorXd want = reference(all, unobserved, problem);
  std::vector<float> x(dim);
  REQUIRE(solver.solve(UnobservedTerm(GramMatrix::of(all, 1), unobserved), problem, x));
  CHECK((wide(x) - want).norm() <= 1e-4 * (1 + want.norm()));

  const Eigenbasis basis = eigenbasis_of(GramMatrix::of(all, 1));
  rotate_rows(all, basis, 1);
  rotate_rows(mean, basis, 1);
  std::vector<float> eigenvalues(dim);
  for (std::size_t k = 0; k < dim; ++k)
    eigenvalues[k] = unobserved * static_cast<float>(basis.eigenvalues[k]);
  const Eigen::VectorXd want_rotated = reference(all, unobserved, problem);
  REQUIRE(solver.solve_in_eigenbasis(eigenvalues, problem, x));
  CHECK((wide(x) - want_rotated).norm() <= 1e-4 * (1 + want_rotated.norm()));
}

TEST_CASE("the eigenbasis changes no inner product and makes the Gram matrix diagonal") {
  FactorMatrix all = random_rows(400, 20, 3);
  const double before = wide(all[3]).dot(wide(all[9]));
  const Eigenbasis basis = eigenbasis_of(GramMatrix::of(all, 1));
  rotate_rows(all, basis, 2);
  CHECK(wide(all[3]).dot(wide(all[9])) == Approx(before).margin(1e-5));
  const GramMatrix gram = GramMatrix::of(all, 1);
  for (std::size_t i = 0; i < 20; ++i) {
    CHECK(gram.at(i, i) == Approx(basis.eigenvalues[i]).epsilon(1e-4));
    if (i > 0) CHECK(basis.eigenvalues[i] <= basis.eigenvalues[i - 1]);
    for (std::size_t j = 0; j < i; ++j) CHECK(gram.at(i, j) == Approx(0.0).margin(1e-3));
  }
}

TEST_CASE("a history that is not finite is refused and leaves the vector as it was") {
  const FactorMatrix all = random_rows(30, 16, 4);
  std::vector<float> bad(16, std::numeric_limits<float>::quiet_NaN());
  const std::vector<const float*> vectors = {bad.data()};
  const std::vector<float> confidences = {1.0F};
  std::vector<float> x(16, 7.0F);
  RowSolver solver(16);
  CHECK_FALSE(solver.solve(UnobservedTerm(GramMatrix::of(all, 1), 0.1F), {vectors, confidences, 1.0F}, x));
  CHECK_FALSE(solver.solve_in_eigenbasis(std::vector<float>(16, 1.0F), {vectors, confidences, 1.0F}, x));
  CHECK(x == std::vector<float>(16, 7.0F));
}

TEST_CASE("the ridge grows with what a row has seen") {
  const AlsWeights weights{0.1F, 0.01F, 0.5F};
  CHECK(weights.row_ridge(16.0, 90) == Approx(0.01 * 5.0));
  CHECK(AlsWeights{0.1F, 0.01F, 0.0F}.row_ridge(16.0, 90) == Approx(0.01));
}
