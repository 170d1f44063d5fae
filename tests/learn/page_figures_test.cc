#include "learn/page_figures.h"

#include <catch2/catch.hpp>

#include "base/turned_clock.h"
#include "learn/sample_log.h"
#include "learn/snapshot.h"

namespace suggestd::learn {
namespace {

constexpr Sequence kNone{0};

std::vector<Change> numbered(std::vector<Change> changes) {
  std::uint64_t sequence = 0;
  for (Change& change : changes) change.sequence = Sequence{++sequence};
  return changes;
}

TEST_CASE("the first order that a page places is scored, and nothing else") {
  std::vector<std::string> scored;
  const PageFigures figures(machine_clock(), [&](const Snapshot&, const Order& order) {
    scored.push_back(order.order_id);
    return OrderScore{true, 0.5};
  });
  const Snapshot before{};
  CHECK_FALSE(figures.score_first(&before, {}, kNone).has_value());
  Change cancelled = order_change("o1", "u", {"a"}, day(1));
  cancelled.op = ChangeOp::cancelled;
  const std::vector<Change> page =
      numbered({cancelled, order_change("o2", "u", {"a"}, day(1)), order_change("o3", "u", {"a"}, day(1))});
  const auto score = figures.score_first(&before, page, kNone);
  REQUIRE(score.has_value());
  CHECK(score->ndcg == 0.5);
  CHECK(scored == std::vector<std::string>{"o2"});
  CHECK_FALSE(figures.score_first(nullptr, page, kNone).has_value());
  CHECK_FALSE(PageFigures(machine_clock(), {}).score_first(&before, page, kNone).has_value());
  CHECK(figures.score_first(&before, page, Sequence{2}).has_value());
  CHECK(scored.back() == "o3");
  CHECK_FALSE(figures.score_first(&before, page, Sequence{3}).has_value());
}

TEST_CASE("the time to effect is told of orders since the start alone") {
  PageFigures figures(machine_clock(), {});
  const Histogram& told = histogram("suggestd_order_to_effect_seconds");
  Change old = order_change("o1", "u", {"a"}, day(1));
  old.at = now() - std::chrono::hours(1);
  Change fresh = order_change("o2", "u", {"a"}, day(1));
  fresh.at = now();
  const auto before = told.snapshot().count;
  const std::vector<Change> page = numbered({old, fresh});
  figures.note_effects(page, kNone);
  CHECK(told.snapshot().count == before + 1);
  figures.note_effects(page, Sequence{2});  // another model has shown them
  CHECK(told.snapshot().count == before + 1);
}

}  // namespace
}  // namespace suggestd::learn
