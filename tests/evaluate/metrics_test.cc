#include "evaluate/metrics.h"

#include <cmath>

#include <catch2/catch.hpp>

namespace suggestd::evaluate {
namespace {

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("a list is scored as by hand") {
  const Ids list = {"a", "x", "b", "y"};
  const Ids relevant = {"b", "a", "c"};
  const ListScore score = score_list(list, relevant, 4);
  CHECK(score.recall == Approx(2.0 / 3));
  CHECK(score.mrr == Approx(1.0));
  CHECK(score.hit == 1);
  const double ideal = 1 + 1 / std::log2(3.0) + 0.5;
  CHECK(score.ndcg == Approx((1 + 0.5) / ideal));
}

TEST_CASE("the ideal list is no longer than the list asked for") {
  const Ids list = {"a", "b"};
  const Ids relevant = {"a", "b", "c", "d", "e"};
  CHECK(score_list(list, relevant, 2).ndcg == Approx(1.0));
  CHECK(score_list(list, relevant, 2).recall == Approx(0.4));
}

TEST_CASE("a longer list than was asked for gains nothing by it") {
  const std::unordered_map<std::string, std::size_t> nobody;
  QualityAdder cut(2, 4, 1, nobody);
  QualityAdder whole(2, 4, 1, nobody);
  cut.add(Ids{"x", "a"}, Ids{"a", "b"});
  whole.add(Ids{"x", "a", "b", "y"}, Ids{"a", "b"});
  CHECK(whole.quality().recall.value == cut.quality().recall.value);
  CHECK(whole.quality().coverage == 0.5);
}

TEST_CASE("a list without a hit scores nothing") {
  const ListScore score = score_list(Ids{"x"}, Ids{"a"}, 1);
  CHECK(score.recall == 0);
  CHECK(score.ndcg == 0);
  CHECK(score.hit == 0);
  CHECK(score.mrr == 0);
  CHECK(score_list(Ids{}, Ids{"a"}, 10).ndcg == 0);
}

TEST_CASE("a mean knows how sure it is") {
  MeanAdder adder;
  for (int i = 0; i < 100; ++i) adder.add(i % 2);
  CHECK(adder.mean().value == Approx(0.5));
  CHECK(adder.mean().interval == Approx(1.96 * 0.5 / 10).epsilon(1e-3));
  CHECK(MeanAdder().mean().value == 0);
}

TEST_CASE("coverage counts products shown, novelty how rare they are") {
  const std::unordered_map<std::string, std::size_t> people_with = {{"a", 4}, {"b", 1}};
  QualityAdder adder(2, 10, 8, people_with);
  adder.add(Ids{"a", "b"}, Ids{"a"});
  adder.add(Ids{"a", "new"}, Ids{"z"});
  const Quality quality = adder.quality();
  CHECK(quality.users == 2);
  CHECK(quality.coverage == Approx(0.3));
  CHECK(quality.novelty == Approx((1 + 3 + 1 + 3) / 4.0));
  CHECK(quality.hit_rate.value == Approx(0.5));
}

}  // namespace suggestd::evaluate
