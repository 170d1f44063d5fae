#include "lookup/top_hits.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "seed.h"

using namespace suggestd;
using namespace suggestd::lookup;

TEST_CASE("the best k in order, whatever order they are offered in") {
  std::vector<Hit> hits;
  for (std::uint32_t r = 0; r < 100; ++r) hits.push_back({ProductRow{r}, static_cast<float>(r / 10)});
  std::vector<Hit> sorted = hits;
  std::sort(sorted.begin(), sorted.end(), better);
  std::mt19937 random = random_numbers(1);
  for (const std::size_t k : {1, 7, 100, 200}) {
    std::shuffle(hits.begin(), hits.end(), random);
    TopHits best(k);
    for (const Hit& hit : hits) best.offer(hit);
    const auto last = sorted.begin() + static_cast<std::ptrdiff_t>(std::min(k, sorted.size()));
    CHECK(best.take() == std::vector<Hit>(sorted.begin(), last));
  }
}

TEST_CASE("the threshold is the worst score once the list is full") {
  TopHits best(2);
  best.offer({ProductRow{1}, 3});
  CHECK(best.threshold() == -std::numeric_limits<float>::infinity());
  best.offer({ProductRow{2}, 1});
  CHECK(best.threshold() == 1);
  best.offer({ProductRow{3}, 2});
  CHECK(best.threshold() == 2);
}
