#include "model/blend/learned_blend.h"

#include <catch2/catch.hpp>
#include <numeric>

#include "model/sample_baskets.h"

namespace suggestd::model {
namespace {

TEST_CASE("what a person buys every week comes first") {
  const auto people = sample_baskets(300, 7);
  const auto blend = learn_blend(people, kSampleItems, 0, sample_blend_options(), 1);
  REQUIRE(blend);
  BlendRanker ranker(*blend);
  for (std::uint32_t person = 0; person < 20; ++person) {
    const auto hits = ranker.top(people[person], 0, person, 3);
    REQUIRE(hits.size() == 3);
    CHECK(hits[0].item == person % kStaples);
    CHECK(hits[0].score > hits[1].score);
  }
}

TEST_CASE("after the staple come the products that go with it") {
  const auto people = sample_baskets(300, 8);
  const auto blend = learn_blend(people, kSampleItems, 0, sample_blend_options(), 1);
  REQUIRE(blend);
  BlendRanker ranker(*blend);
  const auto hits = ranker.top(people[3], 0, 3, 4);
  REQUIRE(hits.size() == 4);
  for (std::size_t i = 1; i < hits.size(); ++i) CHECK((hits[i].item - kStaples) / 5 == 3);
}

TEST_CASE("the parts of a score add up to it") {
  const auto people = sample_baskets(300, 7);
  const auto blend = learn_blend(people, kSampleItems, 0, sample_blend_options(), 1);
  REQUIRE(blend);
  BlendRanker ranker(*blend);
  for (const BlendHit& hit : ranker.top(people[5], 0, 5, 10)) {
    const BlendParts parts = ranker.parts(hit.item);
    CHECK(std::accumulate(parts.begin(), parts.end(), 0.0) == Approx(hit.score).margin(1e-9));
  }
}

TEST_CASE("a person whom nobody has seen gets a list from one basket") {
  const auto people = sample_baskets(300, 7);
  const auto blend = learn_blend(people, kSampleItems, 0, sample_blend_options(), 1);
  REQUIRE(blend);
  BlendRanker ranker(*blend);
  const auto hits = ranker.top({{-3, {4}}}, 0, kNobody, 2);
  REQUIRE(hits.size() == 2);
  CHECK(hits[0].item == 4);
}

TEST_CASE("a hidden part has no weight, and the others are fitted without it") {
  BlendOptions options = sample_blend_options();
  const auto whole = fit_blend(sample_baskets(300, 7), kSampleItems, options, 1);
  options.without = BlendPart::next_basket;
  const auto part = static_cast<std::size_t>(*options.without);
  const auto rest = fit_blend(sample_baskets(300, 7), kSampleItems, options, 1);
  REQUIRE((whole && rest));
  REQUIRE_FALSE(rest->all.empty());
  for (std::size_t feature = 0; feature < blend_features().size(); ++feature) {
    if (blend_features()[feature].part == BlendPart::next_basket) CHECK(rest->all.weights[feature] == 0);
  }
  CHECK(rest->all.weights != whole->all.weights);
  CHECK(rest->all_proof.reach[part] == 0);
  CHECK(whole->all_proof.reach[part] > 0);
}

TEST_CASE("too few people who came back: no blend") {
  CHECK_FALSE(fit_blend(sample_baskets(50, 6), kSampleItems, sample_blend_options(), 1));
  CHECK_FALSE(fit_blend(sample_baskets(500, 1), kSampleItems, sample_blend_options(), 1));
  CHECK_FALSE(fit_blend({}, 0, sample_blend_options(), 1));
}

TEST_CASE("any number of threads learns the same blend, bit for bit") {
  const auto people = sample_baskets(250, 5);
  const auto one = learn_blend(people, kSampleItems, 0, sample_blend_options(), 1);
  const auto three = learn_blend(people, kSampleItems, 0, sample_blend_options(), 3);
  REQUIRE((one && three));
  CHECK(one->choices == three->choices);
  CHECK(one->lanes.item_factors == three->lanes.item_factors);
  CHECK(one->lanes.tables.next == three->lanes.tables.next);
}

}  // namespace
}  // namespace suggestd::model
