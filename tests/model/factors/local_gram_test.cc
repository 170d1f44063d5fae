#include "model/factors/local_gram.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

#include "model/random_histories.h"
#include "model/sparse/cooccurrence.h"

namespace suggestd::model {

TEST_CASE("each entry is the weight of the people who have both items") {
  const Interactions interactions = random_interactions(300, 50, 3);
  const MatrixHistories histories(interactions);
  const std::vector<float> weights = user_weights(histories, 0.5);
  LocalGramBuilder builder(histories, weights);
  LocalGram gram;
  for (const std::vector<std::uint32_t>& items :
       {std::vector<std::uint32_t>{7, 0, 31, 2}, std::vector<std::uint32_t>{49, 1, 2, 3, 5, 8, 13}}) {
    builder.build(items, gram);
    REQUIRE(gram.size == items.size());
    for (std::size_t a = 0; a < items.size(); ++a) {
      for (std::size_t b = 0; b < items.size(); ++b) {
        double sum = 0;
        for (const std::uint32_t user : histories.users_of(items[a])) {
          const auto have = histories.items_of(user);
          if (std::ranges::binary_search(have, items[b]))
            sum += 1.0 / std::sqrt(static_cast<double>(have.size()));
        }
        CHECK(gram.row(a)[b] == Approx(sum).epsilon(1e-5));
      }
    }
  }
}

TEST_CASE("no items, and items that nobody has, make zeros") {
  const Interactions interactions(std::vector<Interaction>{{0, 0}}, 1, 3);
  const MatrixHistories histories(interactions);
  const std::vector<float> weights = user_weights(histories, 0.5);
  LocalGramBuilder builder(histories, weights);
  LocalGram gram;
  builder.build({}, gram);
  CHECK(gram.size == 0);
  const std::vector<std::uint32_t> items = {1, 2};
  builder.build(items, gram);
  CHECK(gram.row(0)[0] == 0);
  CHECK(gram.row(1)[0] == 0);
}

}  // namespace suggestd::model
