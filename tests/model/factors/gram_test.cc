#include "model/factors/gram.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "model/factors/dense_kernels.h"
#include "model/random_rows.h"

using namespace suggestd::model;

TEST_CASE("the Gram matrix is the sum of the rows' outer products, for any number of threads") {
  const FactorMatrix rows = random_rows(3000, 20, 1);
  const GramMatrix gram = GramMatrix::of(rows, 1);
  const GramMatrix with_three = GramMatrix::of(rows, 3);
  for (std::size_t i = 0; i < 20; ++i) {
    for (std::size_t j = 0; j < 20; ++j) {
      double sum = 0;
      for (std::size_t r = 0; r < rows.rows(); ++r) {
        sum += static_cast<double>(rows[r][i]) * static_cast<double>(rows[r][j]);
      }
      CHECK(gram.at(i, j) == Approx(sum).margin(1e-3));
      CHECK(gram.at(i, j) == with_three.at(i, j));
    }
  }
}

TEST_CASE("corrections keep the Gram matrix true: drift below 1e-6 after 20,000 of them") {
  FactorMatrix rows = random_rows(50, 24, 2);
  GramMatrix gram = GramMatrix::of(rows, 1);
  const FactorMatrix news = random_rows(10'000, 24, 3);
  for (std::size_t i = 0; i < news.rows(); ++i) {
    const auto row = rows[i * 7 % rows.rows()];
    gram.replace(row, news[i]);
    std::copy(news[i].begin(), news[i].end(), row.begin());
  }
  CHECK(gram.corrections() == 20'000);
  CHECK(gram.drift_from(GramMatrix::of(rows, 1)) < 1e-6);
}

TEST_CASE("the drift says how far the matrix is off") {
  const FactorMatrix rows = random_rows(50, 8, 4);
  GramMatrix gram = GramMatrix::of(rows, 1);
  const GramMatrix fresh = gram;
  CHECK(gram.drift_from(fresh) == 0);
  gram.subtract(rows[0]);
  CHECK(gram.drift_from(fresh) > 1e-3);
}

TEST_CASE("the quadratic form is the squared norm of the scores over all rows") {
  const FactorMatrix rows = random_rows(200, 33, 5);
  const FactorMatrix query = random_rows(1, 33, 6);
  double squares = 0;
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    squares += std::pow(static_cast<double>(dot(rows[i].data(), query[0].data(), 33)), 2);
  }
  CHECK(GramMatrix::of(rows, 1).quadratic_form(query[0]) == Approx(squares).epsilon(1e-5));
}
