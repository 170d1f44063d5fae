#include "model/interactions.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "model/random_rows.h"

using namespace suggestd::model;

namespace {

std::map<std::pair<std::size_t, std::size_t>, float> entries(const SparseMatrix& matrix, bool exchanged) {
  std::map<std::pair<std::size_t, std::size_t>, float> found;
  for (std::size_t r = 0; r < matrix.rows(); ++r) {
    const SparseRow row = matrix.row(r);
    CHECK(std::is_sorted(row.columns.begin(), row.columns.end()));
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::size_t column = row.columns[i];
      found[exchanged ? std::pair(column, r) : std::pair(r, column)] = row.confidences[i];
    }
  }
  return found;
}

}  // namespace

TEST_CASE("repeated pairs add up and pairs that were taken back are left out") {
  const std::vector<Interaction> pairs = {
      {1, 2, 1.0F}, {0, 1, 0.5F}, {1, 2, 2.0F}, {1, 0, 1.0F}, {1, 0, -1.0F}};
  const Interactions interactions(pairs, 3, 4);
  CHECK(interactions.users() == 3);
  CHECK(interactions.items() == 4);
  CHECK(entries(interactions.by_user(), false) ==
        std::map<std::pair<std::size_t, std::size_t>, float>{{{0, 1}, 0.5F}, {{1, 2}, 3.0F}});
  CHECK(interactions.by_user().filled_rows() == 2);
  CHECK(interactions.by_item().filled_rows() == 2);
}

TEST_CASE("both sides hold the same pairs, whatever their order") {
  std::vector<Interaction> pairs = random_interactions(40, 60, 9, 1);
  const Interactions interactions(pairs, 40, 60);
  CHECK(entries(interactions.by_user(), false) == entries(interactions.by_item(), true));
  std::reverse(pairs.begin(), pairs.end());
  CHECK(entries(Interactions(pairs, 40, 60).by_user(), false) == entries(interactions.by_user(), false));
}

TEST_CASE("no interactions at all") {
  const Interactions none({}, 2, 3);
  CHECK(none.size() == 0);
  CHECK(none.by_item().rows() == 3);
  CHECK(none.by_user().row(1).size() == 0);
}
