#include "recommend/scores/like_minded.h"

#include <fmt/format.h>
#include <catch2/catch.hpp>
#include <cmath>

#include "learn/learned_shop.h"
#include "learn/sample_log.h"

namespace suggestd::recommend {
namespace {

using learn::day;

Change purchase(const std::string& user, const std::string& product) {
  static int count = 0;
  Event event;
  event.event_id = fmt::format("e{}", ++count);
  event.type = EventType::purchase;
  event.user_id = user;
  event.product_id = product;
  event.at = day(1);
  Change change;
  change.kind = ChangeKind::event;
  change.op = ChangeOp::added;
  change.at = day(1);
  change.payload = std::move(event);
  return change;
}

double score_of(const learn::Snapshot& snapshot, const std::string& user, const std::string& product) {
  Request request;
  request.user_id = user;
  request.now = day(2);
  const Visitor visitor = make_visitor(snapshot, request);
  const auto row = snapshot.products.find(product);
  REQUIRE(row);
  for (const LikedProduct& liked : like_minded(snapshot, visitor)) {
    if (liked.row == *row) return liked.score;
  }
  return 0;
}

}  // namespace

TEST_CASE("the people lane is its formula, without the visitor") {
  learn::ModelOptions options;
  options.factors.dim = 4;
  options.threads = 1;
  learn::LearnedShop model(options);
  const auto buy = [&](const char* user, std::initializer_list<const char*> products) {
    for (const char* product : products) model.apply(purchase(user, product));
  };
  buy("ann", {"a", "b"});
  buy("bob", {"a", "b", "c"});
  buy("cid", {"b", "d"});
  buy("eve", {"x", "y"});
  const auto snapshot = model.publish({});

  // "a" has two people, "b" three.
  const double bob = std::pow(3, -0.75) * (std::pow(2, -0.5) + std::pow(3, -0.5));
  const double cid = std::pow(2, -0.75) * std::pow(3, -0.5);
  CHECK(score_of(*snapshot, "ann", "c") == Approx(std::pow(bob, 1.5)));
  CHECK(score_of(*snapshot, "ann", "d") == Approx(std::pow(cid, 1.5)));
  CHECK(score_of(*snapshot, "ann", "b") == Approx(std::pow(bob, 1.5) + std::pow(cid, 1.5)));
  CHECK(score_of(*snapshot, "ann", "x") == 0);
}

TEST_CASE("a purchase joins everybody's people lane at once") {
  learn::ModelOptions options;
  options.factors.dim = 4;
  options.threads = 1;
  learn::LearnedShop model(options);
  model.apply(purchase("ann", "a"));
  model.apply(purchase("bob", "a"));
  model.apply(purchase("eve", "c"));
  CHECK(score_of(*model.publish({}), "ann", "c") == 0);
  model.apply(purchase("bob", "c"));
  CHECK(score_of(*model.publish({}), "ann", "c") > 0);
}

}  // namespace suggestd::recommend
