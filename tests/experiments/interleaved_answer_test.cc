#include "experiments/interleaved_answer.h"

#include <set>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "experiments/small_experiment.h"
#include "learn/learned_shop.h"
#include "learn/sample_log.h"
#include "recommend/recommender.h"

namespace suggestd::experiments {
namespace {

using learn::day;

// Sixty products, and people who have bought them.
std::shared_ptr<const learn::Snapshot> small_shop() {
  static const auto snapshot = [] {
    learn::ModelOptions options;
    options.factors.dim = 8;
    options.threads = 1;
    learn::LearnedShop model(options);
    for (int i = 0; i < 60; ++i) {
      Product product;
      product.product_id = fmt::format("t{}-{}", i % 4, i / 4);
      product.categories = {i % 2 == 0 ? "Even" : "Odd"};
      model.apply(learn::product_change(product, day(0)));
    }
    for (const Change& change : learn::sample_log(500)) model.apply(change);
    model.train();
    return model.publish({});
  }();
  return snapshot;
}

InterleavedRequest both_of(std::string_view first_filter, std::string_view second_filter, std::size_t limit) {
  recommend::Request request;
  request.list = recommend::ListKind::popular;
  request.user_id = "ann";
  request.limit = limit;
  request.now = day(400);
  recommend::Request second = request;
  request.scenario_filter = first_filter;
  second.scenario_filter = second_filter;
  return interleaved_request(running_experiment(), request, second);
}

std::vector<std::string> ids_of(const recommend::Answer& answer) {
  std::vector<std::string> ids;
  for (const recommend::Item& item : answer.items) ids.push_back(item.product_id);
  return ids;
}

TEST_CASE("one ranking twice is that ranking, and no click says anything") {
  WorkBudget budget;
  const InterleavedRequest both = both_of("", "", 20);
  const auto made = interleaved_answer(*small_shop(), both, budget);
  REQUIRE(made.ok());
  const auto plain = recommend::recommend(*small_shop(), both.rankings[0]);
  CHECK(ids_of(made->answer) == ids_of(*plain));
  CHECK(made->answer.fallback == plain->fallback);
  CHECK(made->shown.products.empty());
}

TEST_CASE("filters hold, and what is said is said of each variant by name") {
  WorkBudget budget;
  InterleavedRequest both = both_of("category in [\"Odd\"]", "category in [\"Even\"]", 100);
  both.rankings[0].why_not = both.rankings[1].why_not = "nothing";
  const auto made = interleaved_answer(*small_shop(), both, budget);
  REQUIRE(made.ok());
  const std::vector<std::string> ids = ids_of(made->answer);
  CHECK(ids.size() == 60);
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == ids.size());
  int seconds = 0;
  for (const std::string& id : ids) seconds += made->shown.team_of(id) == Team::second ? 1 : 0;
  CHECK(seconds == 30);
  const std::string shortfall = recommend::to_text(made->answer.shortfall);
  CHECK(shortfall.starts_with("control: "));
  CHECK(shortfall.find("varied: ") != std::string::npos);
  CHECK(recommend::to_text(made->answer.why_not) == "No product nothing is known.");
  CHECK(made->answer.narrowed);
  both.rankings[1].scenario_filter = "nonsense(";
  CHECK_FALSE(interleaved_answer(*small_shop(), both, budget)->answer.left_out.empty());
}

TEST_CASE("both rankings are paid for by one budget") {
  const InterleavedRequest both = both_of("", "", 20);
  WorkBudget alone({.units = 1'000'000'000});
  REQUIRE(recommend::recommend(*small_shop(), both.rankings[0], alone).ok());
  WorkBudget budget({.units = 1'000'000'000});
  REQUIRE(interleaved_answer(*small_shop(), both, budget).ok());
  CHECK(budget.spent() == 2 * alone.spent());
  WorkBudget small({.units = alone.spent() + 1});
  CHECK(interleaved_answer(*small_shop(), both, small).error().kind() == ErrorKind::too_costly);
}

}  // namespace
}  // namespace suggestd::experiments
