#include "learn/served_blend.h"

#include <catch2/catch.hpp>

#include "learn/digest.h"
#include "learn/habit_log.h"
#include "learn/memory_log.h"
#include "learn/model.h"
#include "learn/same_model.h"

namespace suggestd::learn {
namespace {

void learn(Model& model, const std::vector<Change>& log) {
  model.defer_solving(true);
  for (const Change& change : log) model.apply(change);
  model.train();
  model.defer_solving(false);
}

TEST_CASE("a shop where people come back gets a blend, the same on any number of threads") {
  Model model(small_options());
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
  Model model(small_options());
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

TEST_CASE("a person who wants no profile teaches the blend nothing") {
  std::vector<Change> log = habit_log(160, 7);
  Model with(small_options());
  User person;
  person.user_id = "p0";
  person.profiling = false;
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
  Model model(options);
  learn(model, habit_log(160, 7));
  model.set_blend(fit_served_blend(*model.publish({}), 1, {}));
  MemoryState held;
  REQUIRE(held.write_checkpoint({}, {}, model.take_unsaved().encode()).ok());
  Model restored(options);
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
  Model model(small_options());
  learn(model, habit_log(160, 7));
  std::stop_source stop;
  stop.request_stop();
  CHECK(fit_served_blend(*model.publish({}), 1, stop.get_token()) == nullptr);
}

}  // namespace
}  // namespace suggestd::learn
