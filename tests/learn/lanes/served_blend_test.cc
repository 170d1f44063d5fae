#include "learn/lanes/served_blend.h"

#include <catch2/catch.hpp>

#include "learn/digest.h"
#include "learn/habit_log.h"
#include "learn/learned_shop.h"
#include "learn/memory_log.h"
#include "learn/same_model.h"
#include "learn/sample_log.h"
#include "model/blend/basket_tables.h"

namespace suggestd::learn {
namespace {

void learn(LearnedShop& model, const std::vector<Change>& log) {
  model.defer_solving(true);
  for (const Change& change : log) model.apply(change);
  model.train();
  model.defer_solving(false);
}

TEST_CASE("a shop where people come back gets a blend, the same on any number of threads") {
  LearnedShop model(small_options());
  learn(model, habit_log(160, 7));
  REQUIRE(model.blend_due());
  const auto snapshot = model.publish({});
  const auto one = fit_served_blend(*snapshot, 1, {});
  const auto three = fit_served_blend(*snapshot, 3, {});
  REQUIRE((one && three));
  CHECK_FALSE(one->choices.all.empty());
  CHECK(one->choices == three->choices);
  CHECK(one->tables.next == three->tables.next);
  CHECK(one->baskets == 160 * 7);
  model.set_blend(one);
  CHECK_FALSE(model.blend_due());
  CHECK(digest(*model.publish({})) != digest(*snapshot));
}

TEST_CASE("a small log gets no weights, and is asked again only when it has grown") {
  LearnedShop model(small_options());
  learn(model, habit_log(40, 6));
  REQUIRE(model.blend_due());
  const auto blend = fit_served_blend(*model.publish({}), 1, {});
  REQUIRE(blend);
  CHECK(blend->choices.all.empty());
  CHECK(blend->choices.fresh.empty());
  model.set_blend(blend);
  CHECK_FALSE(model.blend_due());
  for (const Change& change : habit_log(400, 1)) model.apply(change);
  CHECK(model.blend_due());
}

TEST_CASE("the blend is asked with the numbers that it is fitted on, to the last bit") {
  ModelOptions options = small_options();
  options.popular_half_life = std::chrono::hours(24 * 7);
  options.trending_half_life = std::chrono::hours(5);
  LearnedShop model(options);
  for (const Change& change : sample_log(3'000)) model.apply(change);  // views, carts, merges, cancellations
  const auto snapshot = model.publish({});
  std::vector<model::BasketHistory> people;
  for (std::size_t row = 0; row < snapshot->people.size(); ++row) {
    const PersonState* person = snapshot->person(static_cast<UserRow>(row));
    if (person == nullptr || person->same_as != kNoUser) continue;
    people.push_back(basket_history(person->history));
  }
  const std::size_t products = snapshot->products.size();
  const auto tables = model::BasketTables::learn(people, products, blend_day(snapshot->clock), {}, {}, 1);
  std::size_t sold = 0;
  for (std::size_t row = 0; row < products; ++row) {
    model::ItemCounts served = tables.counts[row];
    served.month = served.half_year = -1;
    bring_up_to(day_number(model.facts().clock().latest()),
                model.facts().bought(static_cast<ProductRow>(row)), served);
    CHECK(model::item_numbers(served) == model::item_numbers(tables.counts[row]));
    if (served.month > 0) ++sold;
  }
  CHECK(sold > 30);
}

// The weights set the month against half year and buyers. A product that only the month knew would lead every list until the
// next fit.
TEST_CASE("a product that begins to sell after the fit is known by all its counts") {
  LearnedShop model(small_options());
  learn(model, habit_log(160, 7));
  model.set_blend(fit_served_blend(*model.publish({}), 1, {}));
  std::uint64_t sequence = number(habit_log(160, 7).back().sequence);
  const Timestamp late = model.facts().clock().latest();
  for (int i = 0; i < 30; ++i) {
    Change change = order_change(fmt::format("late{}", i), fmt::format("p{}", i), {"newcomer"}, late);
    change.sequence = Sequence{++sequence};
    model.apply(change);
  }
  model.settle();
  const auto row = static_cast<ProductRow>(model.facts().product_count() - 1);
  REQUIRE(model.publish({})->products.id(row) == "newcomer");
  const model::ItemNumbers numbers = model.factors().numbers(row);
  CHECK(numbers[1] == Approx(std::log(1 + 30 * 0.8)));
  CHECK(numbers[2] == Approx(std::log(30.5)));
  CHECK(numbers[3] == Approx(std::log(31)));
}

TEST_CASE("purchases are counted by the clock that does not leap, and taken back") {
  LearnedShop model(small_options());
  std::uint64_t sequence = 0;
  const auto apply = [&](Change change) {
    change.sequence = Sequence{++sequence};
    model.apply(change);
  };
  for (int i = 0; i < 20; ++i) apply(order_change(fmt::format("o{}", i), "u1", {"a"}, day(i)));
  const ProductRow row{0};
  const auto bought_lately = [&model](ProductRow product) {
    return model.facts().bought(product).left_at(day_number(model.facts().clock().latest()));
  };
  const double before = bought_lately(row);
  apply(order_change("from the future", "u2", {"a"}, day(3'650)));
  CHECK(bought_lately(row) == Approx(before + 1));
  const Change last = order_change("last", "u2", {"a"}, day(20));
  apply(last);
  const double with_last = bought_lately(row);
  CHECK(with_last > before);
  apply(cancel_change(last, day(20)));
  CHECK(bought_lately(row) == Approx(with_last - 1));
}

TEST_CASE("a person who wants no profile teaches the blend nothing") {
  std::vector<Change> log = habit_log(160, 7);
  LearnedShop with(small_options());
  User person;
  person.user_id = "p0";
  person.consent = Consent::no;
  Change change;
  change.kind = ChangeKind::user;
  change.op = ChangeOp::put;
  change.at = day(60);
  change.id = "p0";
  change.payload = person;
  log.push_back(change);
  learn(with, log);
  CHECK(fit_served_blend(*with.publish({}), 1, {})->baskets == 159 * 7);
}

TEST_CASE("a restart keeps the blend, byte for byte") {
  const ModelOptions options = small_options();
  LearnedShop model(options);
  learn(model, habit_log(160, 7));
  model.set_blend(fit_served_blend(*model.publish({}), 1, {}));
  MemoryState held;
  REQUIRE(held.write_checkpoint({}, {}, model.take_unsaved().encode()).ok());
  LearnedShop restored(options);
  REQUIRE(restored.restore(held, {}).ok());
  CHECK(digest(*restored.publish({})) == digest(*model.publish({})));
  CHECK_FALSE(restored.blend_due());
  const auto before = model.publish({});
  const auto after = restored.publish({});
  for (std::uint32_t i = 0; i < before->products.size(); ++i) {
    const ProductRow row{i};
    REQUIRE(before->vectors.contains(row) == after->vectors.contains(row));
    if (before->vectors.contains(row))
      CHECK(std::ranges::equal(before->vectors.row(row), after->vectors.row(row)));
  }
}

TEST_CASE("a fit that was stopped finds nothing") {
  LearnedShop model(small_options());
  learn(model, habit_log(160, 7));
  std::stop_source stop;
  stop.request_stop();
  CHECK(fit_served_blend(*model.publish({}), 1, stop.get_token()) == nullptr);
}

}  // namespace
}  // namespace suggestd::learn
