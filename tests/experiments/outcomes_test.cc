#include "experiments/outcomes.h"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "experiments/small_experiment.h"
#include "store/memory_follower_state.h"
#include "store/temporary_store.h"

namespace suggestd::experiments {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using store::kShop;

const Currency kPounds = *Currency::parse("GBP");
const Timestamp kBegin = *parse_rfc3339("2026-03-01T10:00:00Z");

class CountedShop {
 public:
  CountedShop() { set(stored_); }

  void set(const StoredExperiment& stored) {
    stored_ = stored;
    REQUIRE(outcomes_.set_experiments({stored}).ok());
    write();
  }

  // The run before goes on to be kept.
  void follow(StoredExperiment next, Timestamp at) {
    StoredExperiment before = stored_;
    before.run->stopped_at = at;
    before.run->followed_at = at;
    stored_ = std::move(next);
    REQUIRE(outcomes_.set_experiments({before, stored_}).ok());
    write();
  }

  void expose(const PersonId& person, std::uint8_t variant, Timestamp at = kBegin,
              const PersonId& also = {}) {
    REQUIRE(outcomes_.expose({stored_.run->id, person, also, variant, at}).ok());
  }

  void order(Order order, std::optional<Order> before = {}) {
    const ChangeOp op = before ? ChangeOp::changed : ChangeOp::placed;
    REQUIRE(
        outcomes_.apply({{}, ChangeKind::order, op, 0, kBegin, order.order_id, OrderChange{order, before}})
            .ok());
  }

  void merge(const std::string& guest, const std::string& user) {
    REQUIRE(
        outcomes_.apply({{}, ChangeKind::user, ChangeOp::merged, 0, kBegin, guest, UserMerge{guest, user}})
            .ok());
  }

  void settle(Timestamp now) {
    for (bool more = true; more;) {
      const Result<bool> settled = outcomes_.settle(now);
      REQUIRE(settled.ok());
      more = *settled;
      write();
    }
  }

  VariantTotals totals(std::uint8_t variant) { return *outcomes_.rows().totals(stored_.run->id, variant); }
  std::size_t people() {
    write();
    return outcomes_.rows().people(stored_.run->id, 1'000)->size();
  }
  void write() { REQUIRE(state_.write_checkpoint(kShop, {}, outcomes_.rows().take_changed()).ok()); }

  const StoredExperiment& stored() const { return stored_; }
  Outcomes& outcomes() { return outcomes_; }
  Past past;  // of everybody

 private:
  store::MemoryFollowerState state_;
  Assignments assignments_;
  StoredExperiment stored_ = running_experiment();
  Outcomes outcomes_{assignments_, ExperimentRows(state_, kShop),
                     [this](const PersonId&, Timestamp, Currency) -> Result<Past> { return past; }};
};

PersonId user(const std::string& id) { return {PersonIdKind::user, id}; }
PersonId guest(const std::string& id) { return {PersonIdKind::anonymous, id}; }

// 3 at 1.50
Order order_of(const std::string& id, const std::string& user_id, Timestamp at) {
  Order order = store::simple_order(id, user_id);
  order.placed_at = at;
  return order;
}

TEST_CASE("orders of the window count for their visitor's variant, and others nowhere") {
  CountedShop shop;
  shop.expose(user("u"), 1);
  shop.order(order_of("before", "u", kBegin - hours(1)));
  shop.order(order_of("in", "u", kBegin + hours(1)));
  shop.order(order_of("rounded", "u", kBegin - std::chrono::seconds(30)));
  shop.order(order_of("late", "u", kBegin + hours(168)));
  shop.order(order_of("stranger", "v", kBegin + hours(1)));
  CHECK(shop.totals(0) == VariantTotals{});
  const VariantTotals totals = shop.totals(1);
  CHECK(totals.visitors == 1);
  CHECK(totals.assigned == 1);
  CHECK(totals.buyers == 1);
  CHECK(totals.orders == 2);
  CHECK(totals.revenue.at(kPounds) == 900);
}

TEST_CASE("an order that is changed, refunded or cancelled counts as it stands last") {
  CountedShop shop;
  shop.expose(user("u"), 0);
  const Order placed = order_of("o", "u", kBegin + hours(1));
  shop.order(placed);
  shop.order(placed);  // told again
  CHECK(shop.totals(0).orders == 1);
  Order refunded = placed;
  refunded.lines[0].refunded = pieces(1);
  shop.order(refunded, placed);
  CHECK(shop.totals(0).revenue.at(kPounds) == 300);
  Order cancelled = refunded;
  cancelled.cancelled = true;
  shop.order(cancelled, refunded);
  CHECK(shop.totals(0).orders == 0);
  CHECK(shop.totals(0).buyers == 0);
  CHECK(shop.totals(0).revenue.at(kPounds) == 0);
}

TEST_CASE("a window that is over settles once, with what was spent before") {
  CountedShop shop;
  shop.past.spent = 700;
  shop.expose(user("u"), 1);
  shop.expose(user("idle"), 1, kBegin + minutes(5));
  shop.order(order_of("o", "u", kBegin + hours(1)));
  shop.write();
  shop.settle(kBegin + hours(168));  // the hour of exposure is not over yet
  CHECK(shop.totals(1).money.n == 0);
  shop.settle(kBegin + hours(169));
  const Sums money = shop.totals(1).money;
  CHECK(money.n == 2);
  CHECK(money.y == 450);
  CHECK(money.yy == 450 * 450);
  CHECK(money.x == 1'400);
  CHECK(shop.totals(1).bought.y == 1);
  shop.order(order_of("p", "u", kBegin + hours(2)));  // told too late
  shop.settle(kBegin + hours(500));
  CHECK(shop.totals(1).money == money);
}

TEST_CASE("a login moves the visitor to the user's id, and orders of both ids count once") {
  CountedShop shop;
  shop.expose(guest("a"), 1);
  shop.merge("a", "u");
  shop.order(order_of("o", "u", kBegin + hours(1)));
  Order of_guest = order_of("p", "", kBegin + hours(2));
  of_guest.anonymous_id = "a";
  shop.order(of_guest);
  CHECK(shop.totals(1).visitors == 1);
  CHECK(shop.totals(1).orders == 2);
  CHECK(shop.totals(1).assigned == 1);
  CHECK(shop.totals(1).crossovers == 0);
}

TEST_CASE("of two variants that one person met the first counts, and the crossover is told") {
  for (const bool by_request : {false, true}) {
    CountedShop shop;
    shop.expose(guest("a"), 1);
    Order of_guest = order_of("o", "", kBegin + minutes(20));
    of_guest.anonymous_id = "a";
    shop.order(of_guest);
    shop.expose(user("u"), 0, kBegin + hours(1));
    shop.order(order_of("p", "u", kBegin + hours(2)));
    CHECK(shop.totals(0).orders == 1);
    if (by_request) {
      shop.expose(user("u"), 0, kBegin + hours(3), guest("a"));
    } else {
      shop.merge("a", "u");
    }
    CHECK(shop.totals(0).visitors == 0);
    CHECK(shop.totals(0).orders == 0);
    CHECK(shop.totals(0).assigned == 1);  // the split itself was right
    CHECK(shop.totals(1).visitors == 1);
    CHECK(shop.totals(1).orders == 2);
    CHECK(shop.totals(1).crossovers == 1);
    shop.write();
    shop.settle(kBegin + hours(300));
    CHECK(shop.totals(1).money.n == 1);
    CHECK(shop.totals(1).money.y == 900);
    CHECK(shop.totals(0).money.n == 0);
  }
}

TEST_CASE("an order that names both ids joins them, as a login does") {
  CountedShop shop;
  shop.expose(guest("a"), 1);
  Order order = order_of("o", "u", kBegin + hours(1));
  order.anonymous_id = "a";
  shop.order(order);
  CHECK(shop.totals(1).orders == 1);
  shop.order(order_of("p", "u", kBegin + hours(2)));
  CHECK(shop.totals(1).orders == 2);
}

TEST_CASE("an erased person leaves nothing but what was settled") {
  CountedShop shop;
  shop.expose(user("u"), 1);
  shop.expose(user("stays"), 1);
  shop.order(order_of("o", "u", kBegin + hours(1)));
  Erasure erasure;
  erasure.people = {user("u")};
  REQUIRE(shop.outcomes().apply({{}, ChangeKind::erasure, ChangeOp::erased, 0, kBegin, "r", erasure}).ok());
  CHECK(shop.totals(1).visitors == 1);
  CHECK(shop.totals(1).orders == 0);
  CHECK(shop.people() == 1);
  shop.settle(kBegin + hours(300));
  CHECK(shop.totals(1).money.n == 1);
}

TEST_CASE("an erased user leaves no row of a guest that names them") {
  for (const bool written : {true, false}) {
    CountedShop shop;
    shop.expose(guest("a"), 0);
    shop.expose(user("u"), 1, kBegin + hours(1), guest("a"));  // one request told both: no merge does
    if (written) shop.write();
    Erasure erasure;
    erasure.people = {user("u")};
    REQUIRE(shop.outcomes().apply({{}, ChangeKind::erasure, ChangeOp::erased, 0, kBegin, "r", erasure}).ok());
    CHECK(shop.people() == 0);
  }
}

TEST_CASE("who does not want to be profiled is not counted") {
  CountedShop shop;
  shop.past.countable = false;
  shop.expose(user("u"), 1);
  CHECK(shop.totals(1) == VariantTotals{});
  CHECK(shop.people() == 0);
}

TEST_CASE("a stopped run keeps its sums and forgets its people once the windows are over") {
  CountedShop shop;
  for (int i = 0; i < 5'000; ++i) shop.expose(user(fmt::format("u{}", i)), i % 2 == 0 ? 0 : 1);
  shop.write();
  StoredExperiment stopped = shop.stored();
  stopped.run->stopped_at = kBegin + hours(1);
  shop.set(stopped);
  shop.expose(user("late"), 0, kBegin + hours(2));  // assigned before the stop was known everywhere
  CHECK(shop.totals(0).visitors == 2'500);
  shop.settle(kBegin + hours(168));
  CHECK(shop.outcomes().any_open());
  shop.settle(kBegin + hours(172));
  CHECK_FALSE(shop.outcomes().any_open());
  CHECK(shop.people() == 0);
  CHECK(shop.totals(0).money.n == 2'500);
}

TEST_CASE(
    "a run that a newer one follows settles what was over by then, keeps its sums and forgets its people") {
  CountedShop shop;
  const RunId old = shop.stored().run->id;
  shop.expose(user("early"), 1);
  shop.order(order_of("o1", "early", kBegin + hours(1)));
  shop.expose(user("late"), 1, kBegin + hours(100));
  shop.write();
  shop.follow(running_experiment(), kBegin + hours(171));
  shop.expose(user("late"), 0, kBegin + hours(172));
  shop.write();
  shop.settle(kBegin + hours(500));
  const VariantTotals totals = *shop.outcomes().rows().totals(old, 1);
  CHECK(totals.visitors == 2);
  CHECK(totals.orders == 1);
  CHECK(totals.money.n == 1);
  CHECK(totals.bought.nonzero == 1);
  CHECK(shop.outcomes().rows().people(old, 10)->empty());
  CHECK(*shop.outcomes().rows().settled_before(old) == kClosedHour);
  CHECK(shop.outcomes().open().size() == 1);
  CHECK(shop.totals(0).visitors == 1);
}

TEST_CASE("who is erased between two runs is in neither's rows") {
  CountedShop shop;
  const RunId old = shop.stored().run->id;
  shop.expose(user("u"), 1, kBegin + hours(100));
  shop.write();
  shop.follow(running_experiment(), kBegin + hours(171));
  shop.expose(user("u"), 0, kBegin + hours(172));
  Erasure erasure;
  erasure.people = {user("u")};
  REQUIRE(shop.outcomes().apply({{}, ChangeKind::erasure, ChangeOp::erased, 0, kBegin, "r", erasure}).ok());
  shop.write();
  CHECK(shop.outcomes().rows().people(old, 10)->empty());
  CHECK(shop.outcomes().rows().totals(old, 1)->visitors == 0);
  CHECK(shop.totals(0).visitors == 0);
}

TEST_CASE("the rows of a run that is kept no longer are cleared away") {
  CountedShop shop;
  shop.expose(user("u"), 1);
  shop.write();
  const RunId old = shop.stored().run->id;
  shop.set(running_experiment());
  shop.settle(kBegin);
  CHECK(shop.outcomes().rows().people(old, 10)->empty());
  CHECK(*shop.outcomes().rows().totals(old, 1) == VariantTotals{});
  CHECK(shop.outcomes().rows().runs()->size() == 1);
}

}  // namespace
}  // namespace suggestd::experiments
