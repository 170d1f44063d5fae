#include "model/factors/conjugate_gradients.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "model/factors/eigenbasis.h"
#include "model/factors/row_solve.h"
#include "model/random_rows.h"

using namespace suggestd::model;

namespace {

constexpr float kUnobserved = 0.02F;

// Some rows of one side in their eigenbasis, and a row of the other that has seen the first `seen` of them.
struct Case {
  Case(std::size_t dim, std::size_t seen) : rows(random_rows(200, dim, 3)), eigenvalues(dim) {
    const Eigenbasis basis = eigenbasis_of(GramMatrix::of(rows, 1));
    rotate_rows(rows, basis, 1);
    for (std::size_t k = 0; k < dim; ++k)
      eigenvalues[k] = kUnobserved * static_cast<float>(basis.eigenvalues[k]);
    for (std::size_t i = 0; i < seen; ++i) {
      vectors.push_back(rows[i].data());
      confidences.push_back(i % 3 == 0 ? 1.0F : 0.4F);
    }
  }
  RowProblem problem() const { return {vectors, confidences, 0.3F}; }

  FactorMatrix rows;
  std::vector<float> eigenvalues;
  std::vector<const float*> vectors;
  std::vector<float> confidences;
};

double distance(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += std::pow(static_cast<double>(a[k] - b[k]), 2);
  return std::sqrt(sum);
}

std::vector<float> exact(const Case& one) {
  std::vector<float> solution(one.eigenvalues.size());
  REQUIRE(RowSolver(solution.size()).solve_in_eigenbasis(one.eigenvalues, one.problem(), solution));
  return solution;
}

}  // namespace

TEST_CASE("with enough steps conjugate gradients end at the exact row, from any start") {
  for (const std::size_t dim : {1U, 8U, 20U, 64U}) {
    for (const std::size_t seen : {1U, 5U, 150U}) {
      const Case one(dim, seen);
      const std::vector<float> solution = exact(one);
      FactorMatrix x(2, dim);  // a start at zero, and one elsewhere
      for (float& value : x[1]) value = 0.5F;
      suggestd::AlignedVector<float> work;
      for (const std::size_t start : {0U, 1U}) {
        approach_by_conjugate_gradients(one.eigenvalues, one.problem(), 200, work, x[start]);
        CAPTURE(dim, seen, start);
        CHECK(distance(x[start], solution) < 1e-4 * (1 + distance(solution, std::vector<float>(dim))));
      }
    }
  }
}

TEST_CASE("each step comes nearer to the exact row, and none stays") {
  const Case one(32, 60);
  const std::vector<float> solution = exact(one);
  suggestd::AlignedVector<float> work;
  double before = distance(solution, std::vector<float>(32));
  FactorMatrix still(1, 32);
  approach_by_conjugate_gradients(one.eigenvalues, one.problem(), 0, work, still[0]);
  CHECK(still == FactorMatrix(1, 32));
  for (std::size_t steps = 1; steps < 6; ++steps) {
    FactorMatrix x(1, 32);
    approach_by_conjugate_gradients(one.eigenvalues, one.problem(), steps, work, x[0]);
    const double after = distance(x[0], solution);
    CHECK(after < before);
    before = after;
  }
}
