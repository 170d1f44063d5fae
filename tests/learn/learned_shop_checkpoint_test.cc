#include <catch2/catch.hpp>

#include "learn/learned_shop.h"
#include "learn/memory_log.h"
#include "learn/same_model.h"
#include "learn/sample_log.h"

namespace suggestd::learn {
namespace {

constexpr ShopId kShop{1};

void save(LearnedShop& model, MemoryState& state) {
  REQUIRE(state.write_checkpoint(kShop, {}, model.take_unsaved().encode()).ok());
}

// Learns as the worker does on a quiet day.
void learn(LearnedShop& model, std::span<const Change> changes) {
  for (const Change& change : changes) model.apply(change);
  model.solve_waiting(10);
  model.sweep(25);
}

TEST_CASE("a model restored from its checkpoint goes on as if it had never stopped") {
  const std::vector<Change> log = sample_log(1'500);
  const std::span<const Change> all(log);
  for (const std::size_t cut : {std::size_t{3}, std::size_t{200}, std::size_t{1'100}}) {
    LearnedShop steady(small_options());
    LearnedShop before(small_options());
    MemoryState state;
    // Two checkpoints: the second holds only what changed since the first.
    for (LearnedShop* model : {&steady, &before}) learn(*model, all.first(cut / 2));
    save(before, state);
    for (LearnedShop* model : {&steady, &before}) learn(*model, all.subspan(cut / 2, cut - cut / 2));
    save(before, state);

    LearnedShop after(small_options());
    REQUIRE(after.restore(state, kShop).ok());
    require_same(*before.publish({}), *after.publish({}));
    CHECK(before.waiting() == after.waiting());

    learn(steady, all.subspan(cut));
    learn(after, all.subspan(cut));
    require_same(*steady.publish({}), *after.publish({}));
  }
}

TEST_CASE("a checkpoint of other options, or none, is refused") {
  MemoryState state;
  LearnedShop empty(small_options());
  CHECK(empty.restore(state, kShop).error().kind() == ErrorKind::not_found);

  LearnedShop model(small_options());
  for (const Change& change : sample_log(50)) model.apply(change);
  save(model, state);
  ModelOptions others = small_options();
  others.factors.dim = 24;
  LearnedShop other(others);
  CHECK(other.restore(state, kShop).error().kind() == ErrorKind::unsupported);
}

TEST_CASE("a damaged checkpoint is refused") {
  MemoryState state;
  LearnedShop model(small_options());
  for (const Change& change : sample_log(200)) model.apply(change);
  save(model, state);
  std::vector<store::StateRow> rows;
  REQUIRE(state
              .for_each(kShop, "p",
                        [&](std::string_view key, std::string_view value) -> Status {
                          rows.push_back({std::string(key), std::string(value)});
                          return {};
                        })
              .ok());
  rows.resize(1);
  rows[0].value.resize(rows[0].value.size() / 2);
  REQUIRE(state.write_checkpoint(kShop, {}, rows).ok());
  LearnedShop fresh(small_options());
  CHECK(fresh.restore(state, kShop).error().kind() == ErrorKind::corrupt);
}

}  // namespace
}  // namespace suggestd::learn
