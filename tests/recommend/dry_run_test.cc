#include "recommend/dry_run.h"

#include <catch2/catch.hpp>

#include "learn/learned_shop.h"
#include "learn/sample_log.h"

namespace suggestd::recommend {
namespace {

using learn::day;

// Sixty products of two categories, and people who have bought them.
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

Rule hide(const char* id, const char* filter) {
  Rule rule;
  rule.id = id;
  rule.filter = filter;
  return rule;
}

Scenario popular() {
  Scenario scenario;
  scenario.name = "home";
  scenario.list = ListKind::popular;
  return scenario;
}

const DryRunOptions kOptions{.sample = 20, .limit = 5, .now = day(400)};

TEST_CASE("the same scenario changes nothing") {
  const Scenario scenario = popular();
  WorkBudget budget;
  const auto run = dry_run(*small_shop(), &scenario, scenario, kOptions, budget);
  REQUIRE(run.ok());
  CHECK(run->lists == 20);
  CHECK(run->changed == 0);
  CHECK(run->gained.empty());
  CHECK(run->examples.empty());
}

TEST_CASE("what is hidden is lost, what comes instead is gained, and idle rules are named") {
  Scenario after = popular();
  after.rules.push_back(hide("no-odd", "category in [\"Odd\"]"));
  after.rules.push_back(hide("idle", "brand == \"none\""));
  const Scenario before = popular();
  WorkBudget budget;
  const auto run = dry_run(*small_shop(), &before, after, kOptions, budget);
  REQUIRE(run.ok());
  CHECK(run->changed == run->lists);
  CHECK(run->lost.size() == run->gained.size());
  for (const ProductMove& move : run->lost) {
    const auto row = *small_shop()->products.find(move.product_id);
    CHECK(small_shop()->catalog.product(row).categories.front() == "Odd");
  }
  CHECK(run->rules[0].lists == run->lists);
  CHECK(run->rules[1].lists == 0);
  CHECK(run->examples.size() == DryRun::kExamples);
}

TEST_CASE("a list about a product is tried on products, and a list that empties is counted") {
  Scenario after;
  after.list = ListKind::similar;
  after.filter = "category in [\"Neither\"]";
  after.fallbacks = std::vector<ListKind>{};
  WorkBudget budget;
  const auto run = dry_run(*small_shop(), nullptr, after, kOptions, budget);
  REQUIRE(run.ok());
  CHECK(run->lists == 20);
  CHECK(run->empty_after == 20);
  CHECK(run->empty_before == 0);
  CHECK_FALSE(run->examples.front().product_id.empty());
  after.list = ListKind::rerank;
  CHECK_FALSE(dry_run(*small_shop(), nullptr, after, kOptions, budget).ok());
}

TEST_CASE("a sample that the budget can't pay for is refused by what the first lists cost") {
  const Scenario scenario = popular();
  WorkBudget unlimited;
  REQUIRE(dry_run(*small_shop(), &scenario, scenario, kOptions, unlimited).ok());
  WorkBudget half({unlimited.spent() / 2, 1'000'000});
  const auto run = dry_run(*small_shop(), &scenario, scenario, kOptions, half);
  REQUIRE_FALSE(run.ok());
  CHECK(run.error().kind() == ErrorKind::too_costly);
  CHECK(run.error().fields().front().pointer == "/sample");
  CHECK(half.spent() < unlimited.spent() / 4);
}

}  // namespace
}  // namespace suggestd::recommend
