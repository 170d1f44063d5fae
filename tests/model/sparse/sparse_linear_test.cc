#include "model/sparse/sparse_linear.h"

#include <algorithm>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <catch2/catch.hpp>

#include "model/random_histories.h"
#include "model/sparse/cooccurrence.h"

namespace suggestd::model {
namespace {

// The row by a dense factorisation in double.
Eigen::VectorXd direct(const Histories& histories, std::uint32_t item, const NeighbourRow& neighbourhood,
                       double lambda) {
  std::vector<std::uint32_t> items;
  for (const Neighbour& neighbour : neighbourhood) items.push_back(neighbour.item);
  items.push_back(item);
  const std::vector<float> weights = user_weights(histories, 0.5);
  LocalGramBuilder builder(histories, weights);
  LocalGram gram;
  builder.build(items, gram);
  const auto n = static_cast<Eigen::Index>(neighbourhood.size());
  Eigen::MatrixXd a(n, n);
  Eigen::VectorXd b(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < n; ++j)
      a(i, j) = static_cast<double>(gram.row(static_cast<std::size_t>(i))[j]);
    b(i) = static_cast<double>(gram.row(neighbourhood.size())[i]);
    a(i, i) += lambda;
  }
  return a.ldlt().solve(b);
}

}  // namespace

TEST_CASE("a row is the ridge regression on the item's neighbourhood") {
  const Interactions interactions = random_interactions(400, 60, 5);
  const MatrixHistories histories(interactions);
  const std::vector<NeighbourRow> neighbourhoods = cooccurrence_rows(histories, {.neighbours = 20}, 1);
  const double lambda = GENERATE(0.5, 10.0);
  const SparseLinearOptions options{.neighbours = 20, .lambda = lambda};
  const std::vector<NeighbourRow> rows = sparse_linear_rows(histories, neighbourhoods, options, 2);
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    REQUIRE(rows[i].size() == neighbourhoods[i].size());
    const Eigen::VectorXd expected = direct(histories, i, neighbourhoods[i], lambda);
    for (std::size_t k = 0; k < rows[i].size(); ++k) {
      CHECK(rows[i][k].item == neighbourhoods[i][k].item);
      CHECK(static_cast<double>(rows[i][k].weight) ==
            Approx(expected(static_cast<Eigen::Index>(k))).margin(1e-3 * expected.norm()));
    }
  }
}

TEST_CASE("only the first neighbours are used, and an item without any has an empty row") {
  const std::vector<Interaction> pairs = {{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {2, 3}};
  const Interactions interactions(pairs, 3, 4);
  const MatrixHistories histories(interactions);
  const std::vector<NeighbourRow> neighbourhoods = cooccurrence_rows(histories, {}, 1);
  const auto rows = sparse_linear_rows(histories, neighbourhoods, {.neighbours = 1}, 1);
  REQUIRE(rows[0].size() == 1);
  CHECK(rows[0][0].item == 1);
  CHECK(rows[0][0].weight > 0);
  CHECK(rows[3].empty());
}

TEST_CASE("turning rows round twice gives the same weights") {
  const Interactions interactions = random_interactions(200, 30, 9);
  const MatrixHistories histories(interactions);
  std::vector<NeighbourRow> rows =
      sparse_linear_rows(histories, cooccurrence_rows(histories, {.neighbours = 8}, 1), {.neighbours = 8}, 1);
  const std::vector<NeighbourRow> back = by_source(by_source(rows));
  for (NeighbourRow& row : rows) {
    std::sort(row.begin(), row.end(), [](const Neighbour& a, const Neighbour& b) { return a.item < b.item; });
  }
  CHECK(back == rows);
}

TEST_CASE("the number of threads changes no bit of a row") {
  const Interactions interactions = random_interactions(500, 200, 13);
  const MatrixHistories histories(interactions);
  const std::vector<NeighbourRow> neighbourhoods = cooccurrence_rows(histories, {}, 1);
  CHECK(sparse_linear_rows(histories, neighbourhoods, {}, 1) ==
        sparse_linear_rows(histories, neighbourhoods, {}, 3));
}

}  // namespace suggestd::model
