#include "recommend/score_order.h"

#include <catch2/catch.hpp>

#include "learn/learned_shop.h"
#include "learn/sample_log.h"

namespace suggestd::recommend {
namespace {

using learn::day;

Order order_of(const std::string& user, const std::vector<std::string>& products) {
  return std::get<OrderChange>(learn::order_change("next", user, products, day(200)).payload).after;
}

TEST_CASE("an order is scored by where its products stood in the buyer's list") {
  learn::ModelOptions options;
  options.factors.dim = 16;
  learn::LearnedShop model(options);
  for (const Change& change : learn::sample_log(1'000)) model.apply(change);
  model.train();
  const auto snapshot = model.publish({});

  const auto known = score_order(*snapshot, order_of("u1", {"t1-0", "t1-1"}));
  REQUIRE(known);
  CHECK(known->hit);
  CHECK(known->ndcg > 0);
  CHECK(known->ndcg <= 1);
  const auto strange = score_order(*snapshot, order_of("u1", {"never sold"}));
  REQUIRE(strange);
  CHECK_FALSE(strange->hit);
  CHECK(strange->ndcg == 0);
  CHECK_FALSE(score_order(*snapshot, order_of("a newcomer", {"t1-0"})));
}

}  // namespace
}  // namespace suggestd::recommend
