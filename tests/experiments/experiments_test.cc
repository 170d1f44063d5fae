#include "experiments/experiments.h"

#include <map>
#include <thread>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "experiments/small_experiment.h"
#include "follow/followers.h"
#include "store/temporary_store.h"

namespace suggestd::experiments {
namespace {

using store::kShop;

class RunningShop {
 public:
  RunningShop() { open(); }

  void open() {
    experiments_.reset();
    experiments_ = *Experiments::open(*store_, kShop, [this](Mutation mutation, const Precondition& asked) {
      auto outcomes =
          store_->committer().commit(kShop, {std::move(mutation)}, store::Durability::synced, asked);
      return outcomes ? Result<Outcome>(outcomes->front()) : Result<Outcome>(outcomes.error());
    });
  }
  void start() {
    REQUIRE(experiments_->book().put(running_experiment().experiment, {}).ok());
    Run run = *running_experiment().run;
    run.started_at = now();
    REQUIRE(experiments_->book().start(*experiments_->book().find("e"), run).ok());
  }
  std::string variant_of(const std::string& user) {
    const VisitorVariants variants = experiments_->split("home", {user, ""}, now());
    return variants.any() ? variants.told().front().variant : "";
  }
  void order(const std::string& id, const std::string& user) {
    Order order = store::simple_order(id, user);
    order.placed_at = now();
    const Outcome outcome = store::commit_one(*store_, PlaceOrder{order});
    REQUIRE(experiments_->follower().wait_applied(outcome.sequence, std::chrono::seconds(20)));
  }
  std::int64_t sum(std::int64_t VariantTotals::*count) {
    std::int64_t sum = 0;
    const Result<Report> report = experiments_->report("e");
    REQUIRE(report.ok());
    for (const VariantTotals& totals : report->totals) sum += totals.*count;
    return sum;
  }
  void wait_for(std::int64_t VariantTotals::*count, std::int64_t value) {
    for (int i = 0; i < 2'000 && sum(count) != value; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    CHECK(sum(count) == value);
  }
  Experiments& experiments() { return *experiments_; }
  store::Store& store() { return *store_; }

 private:
  store::TemporaryFolder folder_;
  std::unique_ptr<store::Store> store_ = store::open_store(store::small_options(folder_.path() / "s"));
  std::unique_ptr<Experiments> experiments_;
};

TEST_CASE("visitors and their orders are counted, and go on to be after the shop was opened anew") {
  RunningShop shop;
  shop.start();
  std::map<std::string, std::string> variants;
  for (int i = 0; i < 20; ++i) variants[fmt::format("u{}", i)] = shop.variant_of(fmt::format("u{}", i));
  shop.order("o1", "u1");
  shop.order("of a stranger", "stranger");
  CHECK(shop.sum(&VariantTotals::orders) == 1);
  shop.wait_for(&VariantTotals::visitors, 20);
  shop.open();
  for (const auto& [user, variant] : variants) CHECK(shop.variant_of(user) == variant);
  shop.order("o2", "u2");
  CHECK(shop.sum(&VariantTotals::orders) == 2);
  CHECK(shop.sum(&VariantTotals::visitors) == 20);
  const auto told = shop.experiments().exposures_of({{PersonIdKind::user, "u3"}});
  REQUIRE(told->size() == 1);
  CHECK(told->front().variant == variants.at("u3"));
}

TEST_CASE("an order that was placed right before the exposure is its past, if it is more than a minute old") {
  RunningShop shop;
  Order order = store::simple_order("before", "u1");
  order.placed_at = now() - std::chrono::minutes(5);
  store::commit_one(shop.store(), PlaceOrder{order});
  shop.start();
  (void)shop.variant_of("u1");
  shop.wait_for(&VariantTotals::visitors, 1);
  CHECK(shop.sum(&VariantTotals::orders) == 0);
  const auto past = past_of_orders(shop.store().records(), kShop)({PersonIdKind::user, "u1"}, now(),
                                                                  *Currency::parse("GBP"));
  CHECK(past->spent == 450);
}

TEST_CASE("while nothing runs the follower keeps up without reading, and keeps nothing") {
  RunningShop shop;
  shop.order("o", "u");
  CHECK(shop.variant_of("u").empty());
  const Sequence head = shop.store().log().head(kShop);
  for (int i = 0; i < 500; ++i) {
    if (shop.store().follower_state(follow::kExperiments).applied(kShop)->sequence == head) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  CHECK(shop.store().follower_state(follow::kExperiments).applied(kShop)->sequence == head);
  CHECK(shop.experiments().report("e").error().kind() == ErrorKind::not_found);
}

TEST_CASE("the report of a run is there after another one has begun, and after the shop was opened anew") {
  RunningShop shop;
  shop.start();
  for (int i = 0; i < 20; ++i) (void)shop.variant_of(fmt::format("u{}", i));
  shop.order("o1", "u1");
  shop.wait_for(&VariantTotals::visitors, 20);
  REQUIRE(shop.experiments().book().stop("e", now()).ok());
  Run next = *running_experiment().run;
  next.started_at = now();
  REQUIRE(shop.experiments().book().start(*shop.experiments().book().find("e"), next).ok());
  (void)shop.variant_of("u1");
  shop.wait_for(&VariantTotals::visitors, 1);
  shop.open();
  const Result<Report> first = shop.experiments().report("e", 1);
  REQUIRE(first.ok());
  CHECK(first->totals[0].visitors + first->totals[1].visitors == 20);
  CHECK(first->totals[0].orders + first->totals[1].orders == 1);
  CHECK(shop.experiments().report("e", 2)->stored.run->id == next.id);
  CHECK(shop.experiments().report("e", 3).error().kind() == ErrorKind::not_found);
  const auto reports = shop.experiments().reports("e");
  REQUIRE(reports->size() == 2);
  CHECK(reports->front().stored.run->number == 2);
  REQUIRE(shop.experiments().book().stop("e", now()).ok());
  REQUIRE(shop.experiments().book().remove("e", {}).ok());
  CHECK(shop.experiments().reports("e").error().kind() == ErrorKind::not_found);
}

TEST_CASE("an erased person is gone from rows and from the export") {
  RunningShop shop;
  shop.start();
  (void)shop.variant_of("u1");
  (void)shop.variant_of("u2");
  shop.order("o1", "u1");
  shop.wait_for(&VariantTotals::visitors, 2);
  const Outcome erased = store::commit_one(shop.store(), store::erase_user("u1"));
  REQUIRE(shop.experiments().follower().wait_applied(erased.sequence, std::chrono::seconds(20)));
  CHECK(shop.sum(&VariantTotals::visitors) == 1);
  CHECK(shop.sum(&VariantTotals::orders) == 0);
  CHECK(shop.experiments().exposures_of({{PersonIdKind::user, "u1"}})->empty());
}

}  // namespace
}  // namespace suggestd::experiments
