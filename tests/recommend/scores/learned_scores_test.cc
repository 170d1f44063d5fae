#include "recommend/scores/learned_scores.h"
#include "learn/lanes/served_blend.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <set>
#include <string>

#include "learn/habit_log.h"
#include "learn/learned_shop.h"
#include "recommend/recommender.h"

namespace suggestd::recommend {
namespace {

// The shop of habits with its blend.
class HabitShop {
 public:
  HabitShop() : model_(options()) {
    model_.defer_solving(true);
    for (const Change& change : learn::habit_log(160, 8)) model_.apply(change);
    model_.train();
    model_.defer_solving(false);
    model_.set_blend(learn::fit_served_blend(*model_.publish({}), 1, {}));
    snapshot_ = model_.publish({});
  }

  const learn::Snapshot& snapshot() const { return *snapshot_; }
  Answer ask(const Request& request) const {
    Result<Answer> answer = recommend(*snapshot_, request);
    REQUIRE(answer.ok());
    return *answer;
  }

 private:
  static learn::ModelOptions options() {
    learn::ModelOptions options;
    options.factors.dim = 16;
    options.threads = 1;
    return options;
  }
  learn::LearnedShop model_;
  std::shared_ptr<const learn::Snapshot> snapshot_;
};

const HabitShop& shop() {
  static const HabitShop shop;
  return shop;
}

Request request_for(const std::string& user) {
  Request request;
  request.user_id = user;
  request.now = learn::day(60);
  request.limit = 5;
  return request;
}

double sum(const model::BlendParts& parts) { return std::accumulate(parts.begin(), parts.end(), 0.0); }

TEST_CASE("where bought products may come back, the habit comes first") {
  Request request = request_for("p23");
  request.include_bought = true;
  const Answer answer = shop().ask(request);
  REQUIRE(answer.items.size() == 5);
  CHECK(answer.items.front().product_id == "staple23");
  CHECK(answer.items.front().reason == Statement{StatementCode::bought_before});
}

TEST_CASE("by default what was bought stays out, and what goes with it comes") {
  const Request request = request_for("p24");
  const Visitor visitor = make_visitor(shop().snapshot(), request);
  const Answer answer = shop().ask(request);
  REQUIRE_FALSE(answer.items.empty());
  for (const Item& item : answer.items) {
    const ProductRow row = *shop().snapshot().products.find(item.product_id);
    CHECK_FALSE(std::binary_search(visitor.bought.begin(), visitor.bought.end(), row));
  }
  CHECK(answer.items.front().product_id.starts_with("extra4-"));
}

TEST_CASE("the learned blend's best are those of scoring every product in full") {
  const learn::Snapshot& snapshot = shop().snapshot();
  for (const char* user : {"p0", "p7", "p31"}) {
    const Visitor visitor = make_visitor(snapshot, request_for(user));
    const LearnedScores scores(snapshot, visitor, snapshot.blend->choices.all, learn::day(60));
    const auto best = scores.top(20, lookup::Bitmap::full(snapshot.products.size()));
    REQUIRE(best.size() == 20);
    std::vector<double> every;
    for (std::uint32_t i = 0; i < snapshot.products.size(); ++i)
      every.push_back(sum(scores.parts(ProductRow{i})));
    std::sort(every.begin(), every.end(), std::greater<>());
    for (std::size_t i = 0; i < best.size(); ++i) {
      CHECK(static_cast<double>(best[i].score) == Approx(every[i]).margin(1e-4));
      CHECK(static_cast<double>(best[i].score) == Approx(sum(scores.parts(best[i].row))).margin(1e-4));
    }
  }
}

TEST_CASE("the trace of an item names its parts, and they add up to the score") {
  Request request = request_for("p12");
  request.include_bought = true;
  request.trace = true;
  const Answer answer = shop().ask(request);
  std::set<std::string> names;
  for (const Item& item : answer.items) {
    double total = 0;
    for (const TracePart& part : item.trace) {
      total += part.share;
      names.insert(part.lane);
    }
    CHECK(total == Approx(item.score).margin(1e-5));
  }
  CHECK(names.contains("history"));
  CHECK(names.contains("factors"));
}

TEST_CASE("a lane's own score is the sum of what the past products put into it") {
  Request request = request_for("p12");
  request.trace = true;
  const Answer answer = shop().ask(request);
  const Visitor visitor = make_visitor(shop().snapshot(), request);
  std::set<std::string> explained;
  for (const Item& item : answer.items) {
    for (const TracePart& part : item.trace) {
      if (!part.lane_score) continue;
      double total = 0;
      for (const TraceSource& source : part.sources) {
        total += source.share;
        const ProductRow row = *shop().snapshot().products.find(source.product_id);
        CHECK(std::binary_search(visitor.bought.begin(), visitor.bought.end(), row));
      }
      // The stored vector of a person is a little older than the products' that the shares are made from.
      CHECK(total == Approx(*part.lane_score).epsilon(part.lane == "factors" ? 5e-3 : 1e-5));
      explained.insert(part.lane);
    }
  }
  for (const char* lane : {"factors", "linear", "cooccurrence", "basket"}) CHECK(explained.contains(lane));
}

TEST_CASE("the shares of past products are those of the lanes' scores") {
  const learn::Snapshot& snapshot = shop().snapshot();
  const Visitor visitor = make_visitor(snapshot, request_for("p7"));
  const LearnedScores scores(snapshot, visitor, snapshot.blend->choices.all, learn::day(60));
  const TouchedLanes& lanes = scores.lanes();
  for (std::size_t place = 0; place < lanes.rows().size(); ++place) {
    std::array<double, kSparseLanes> sums{};
    for (const LaneShare& one : lanes.shares_of(lanes.rows()[place]))
      sums[static_cast<std::size_t>(one.lane)] += one.share;
    for (std::size_t lane = 0; lane < kSparseLanes; ++lane)
      CHECK(sums[lane] == Approx(lanes.of(static_cast<SparseLane>(lane))[place]).margin(1e-5));
  }
}

TEST_CASE("weights in the request take the place of the learned ones") {
  Request request = request_for("p12");
  request.trace = true;
  request.lanes = FixedSumWeights{1, 0, 0, 0};
  for (const Item& item : shop().ask(request).items) {
    for (const TracePart& part : item.trace) CHECK((part.lane == "factors" || part.lane == "adjustment"));
  }
}

TEST_CASE("a person with one order, and a basket without a person, get personal lists") {
  Request request = request_for("");
  request.basket = {{"staple5", 1}};
  const Answer answer = shop().ask(request);
  CHECK(answer.fallback.empty());
  REQUIRE_FALSE(answer.items.empty());
  CHECK(answer.items.front().product_id.starts_with("extra5-"));
}

}  // namespace
}  // namespace suggestd::recommend
