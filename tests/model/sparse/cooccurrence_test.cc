#include "model/sparse/cooccurrence.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <catch2/catch.hpp>

#include "model/random_histories.h"

namespace suggestd::model {
namespace {

// c_ij as the header states it, pair by pair.
double cosine(const Histories& histories, std::uint32_t i, std::uint32_t j) {
  double sum = 0;
  for (std::uint32_t v = 0; v < histories.users(); ++v) {
    const auto items = histories.items_of(v);
    const bool both = std::ranges::binary_search(items, i) && std::ranges::binary_search(items, j);
    if (both) sum += 1.0 / static_cast<double>(items.size());
  }
  const auto users = [&](std::uint32_t item) { return static_cast<double>(histories.users_of(item).size()); };
  return sum / std::sqrt(users(i) * users(j));
}

}  // namespace

TEST_CASE("two items of one person are neighbours by hand") {
  const std::vector<Interaction> pairs = {{0, 0}, {0, 1}, {1, 0}};
  const Interactions interactions(pairs, 2, 3);
  const std::vector<NeighbourRow> rows = cooccurrence_rows(MatrixHistories(interactions), {}, 1);
  REQUIRE(rows[0].size() == 1);
  CHECK(rows[0][0].item == 1);
  CHECK(rows[0][0].weight == Approx(0.5 / std::sqrt(2.0)));  // one common person with two items
  CHECK(rows[2].empty());
}

TEST_CASE("rows hold the strongest neighbours, best first, with the weight of the formula") {
  const Interactions interactions = random_interactions(200, 40, 7);
  const MatrixHistories histories(interactions);
  const std::vector<NeighbourRow> rows = cooccurrence_rows(histories, {.neighbours = 5}, 2);
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    std::vector<Neighbour> all;
    for (std::uint32_t j = 0; j < histories.items(); ++j) {
      if (j != i && cosine(histories, i, j) > 0)
        all.push_back({j, static_cast<float>(cosine(histories, i, j))});
    }
    std::sort(all.begin(), all.end(),
              [](const Neighbour& a, const Neighbour& b) { return a.weight > b.weight; });
    REQUIRE(rows[i].size() == std::min<std::size_t>(5, all.size()));
    for (std::size_t k = 0; k < rows[i].size(); ++k) {
      CHECK(rows[i][k].weight == Approx(all[k].weight).epsilon(1e-5));
      CHECK(rows[i][k].weight == Approx(cosine(histories, i, rows[i][k].item)).epsilon(1e-5));
    }
  }
}

TEST_CASE("the number of threads changes no bit") {
  const Interactions interactions = random_interactions(500, 300, 11);
  const MatrixHistories histories(interactions);
  CHECK(cooccurrence_rows(histories, {}, 1) == cooccurrence_rows(histories, {}, 4));
}

}  // namespace suggestd::model
