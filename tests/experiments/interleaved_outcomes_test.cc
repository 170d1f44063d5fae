#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "experiments/outcomes.h"
#include "experiments/small_experiment.h"
#include "store/memory_follower_state.h"
#include "store/temporary_store.h"

namespace suggestd::experiments {
namespace {

using std::chrono::hours;
using store::kShop;

const Timestamp kBegin = *parse_rfc3339("2026-03-01T10:00:00Z");
const PersonId kAnn{PersonIdKind::user, "ann"};
const PersonId kGuest{PersonIdKind::anonymous, "guest"};

StoredExperiment interleaved_experiment() {
  StoredExperiment stored = running_experiment();
  stored.experiment.method = Method::interleaving;
  stored.experiment.metric = Metric::clicks;
  return stored;
}

class InterleavedShop {
 public:
  InterleavedShop() {
    REQUIRE(outcomes_.set_experiments({stored_}).ok());
    write();
  }

  // A list of p1 and p3 of the first ranking, and p2 and p4 of the second. Returns its id.
  std::string show(const PersonId& person, Timestamp at = kBegin) {
    REQUIRE(outcomes_.expose({stored_.run->id, person, {}, 0, at}).ok());
    ShownList list{make_id_bits(), {}};
    for (int i = 1; i <= 4; ++i) list.add(fmt::format("p{}", i), i % 2 == 1 ? Team::first : Team::second);
    list.add("p5", Team::none);
    REQUIRE(outcomes_.note_shown({stored_.run->id, person, list}).ok());
    return to_ulid(list.id);
  }

  void click(const PersonId& person, const std::string& list, const std::string& product,
             Timestamp at = kBegin + hours(1)) {
    Event event;
    event.type = EventType::rec_click;
    (person.kind == PersonIdKind::user ? event.user_id : event.anonymous_id) = person.id;
    event.product_id = product;
    event.recommendation_id = list;
    event.at = at;
    REQUIRE(outcomes_.apply({{}, ChangeKind::event, ChangeOp::added, 0, at, "", event}).ok());
  }

  void order(const Order& order, std::optional<Order> before = {}) {
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

  void erase(const PersonId& person) {
    Erasure erasure;
    erasure.people.push_back(person);
    REQUIRE(outcomes_.apply({{}, ChangeKind::erasure, ChangeOp::erased, 0, kBegin, "", erasure}).ok());
  }

  void settle(Timestamp now) {
    write();
    for (bool more = true; more;) {
      const Result<bool> settled = outcomes_.settle(now);
      REQUIRE(settled.ok());
      more = *settled;
      write();
    }
  }

  InterleavedTotals totals() { return *outcomes_.rows().interleaved_totals(stored_.run->id); }
  std::optional<VisitorRow> row(const PersonId& person) {
    return *outcomes_.rows().visitor(stored_.run->id, person_key(person.kind, person.id));
  }
  void write() { REQUIRE(state_.write_checkpoint(kShop, {}, outcomes_.rows().take_changed()).ok()); }

  bool profiled = true;

 private:
  store::MemoryFollowerState state_;
  Assignments assignments_;
  StoredExperiment stored_ = interleaved_experiment();
  Outcomes outcomes_{assignments_, ExperimentRows(state_, kShop),
                     [this](const PersonId&, Timestamp, Currency) -> Result<Past> {
                       return Past{profiled, 0};
                     }};
};

Order order_of(const std::string& id, const std::string& product, const std::string& list = "") {
  Order order = store::simple_order(id, "ann");
  order.placed_at = kBegin + hours(2);
  order.lines[0].product_id = product;
  order.lines[0].recommendation_id = list;
  return order;
}

TEST_CASE(
    "a click counts for the ranking that brought the product, once, on the visitor's own lists in the "
    "window") {
  InterleavedShop shop;
  const std::string list = shop.show(kAnn);
  const std::string others = shop.show(kGuest);
  shop.click(kAnn, list, "p2");
  shop.click(kAnn, list, "p2");
  shop.click(kAnn, list, "p1");
  shop.click(kAnn, list, "p5");    // counts for none
  shop.click(kAnn, list, "p9");    // was not shown
  shop.click(kAnn, others, "p1");  // to somebody else
  shop.click(kAnn, "nonsense", "p1");
  shop.click(kAnn, list, "p3", kBegin + hours(168));
  CHECK(shop.totals().clicks == Credit{1, 1});
  CHECK(shop.totals().visitors == 2);
  const std::string again = shop.show(kAnn, kBegin + hours(3));
  shop.click(kAnn, again, "p2", kBegin + hours(4));
  CHECK(shop.totals().clicks == Credit{1, 2});
}

TEST_CASE("a line of an order counts by the list that it names, or by the click before it") {
  InterleavedShop shop;
  const std::string list = shop.show(kAnn);
  shop.order(order_of("o1", "p1"));
  CHECK(shop.totals().purchases == Credit{0, 0});
  shop.order(order_of("o2", "p1", list));
  CHECK(shop.totals().purchases == Credit{1, 0});
  shop.click(kAnn, list, "p4");
  const Order placed = order_of("o3", "p4");
  shop.order(placed);
  CHECK(shop.totals().purchases == Credit{1, 1});
  Order refunded = placed;
  refunded.lines[0].refunded = refunded.lines[0].quantity;
  shop.order(refunded, placed);
  CHECK(shop.totals().purchases == Credit{1, 0});
  shop.click(kAnn, list, "p2", kBegin + hours(5));  // after the order
  shop.order(order_of("o4", "p2"));
  CHECK(shop.totals().purchases == Credit{1, 0});
}

TEST_CASE("a visitor enters once, when their window is over, and their lists and clicks are forgotten") {
  InterleavedShop shop;
  const std::string list = shop.show(kAnn);
  shop.click(kAnn, list, "p2");
  shop.click(kAnn, list, "p4");
  shop.click(kAnn, list, "p1");
  shop.show(kGuest);
  shop.settle(kBegin + hours(167));
  CHECK(shop.totals().settled == 0);
  shop.settle(kBegin + hours(170));
  CHECK(shop.totals().settled == 2);
  CHECK(shop.totals().by_clicks == Preferences{0, 1, 0});
  CHECK(shop.totals().by_purchases == Preferences{});
  REQUIRE(shop.row(kAnn));
  CHECK(shop.row(kAnn)->lists.empty());
  CHECK(shop.row(kAnn)->clicks.empty());
  shop.click(kAnn, list, "p3");
  shop.show(kAnn);
  CHECK(shop.row(kAnn)->lists.empty());
  CHECK(shop.totals().clicks == Credit{1, 2});
}

TEST_CASE("a visitor who logs in keeps their lists and clicks, and counts once") {
  InterleavedShop shop;
  const std::string before = shop.show(kGuest);
  const std::string after = shop.show(kAnn, kBegin + hours(1));
  shop.click(kGuest, before, "p1");
  shop.click(kAnn, after, "p1", kBegin + hours(2));
  shop.merge("guest", "ann");
  CHECK(shop.totals().visitors == 1);
  CHECK(shop.totals().clicks == Credit{2, 0});
  shop.click(kAnn, before, "p2", kBegin + hours(3));   // shown before the login
  shop.click(kGuest, after, "p4", kBegin + hours(3));  // and by the id of before
  CHECK(shop.totals().clicks == Credit{2, 2});
  shop.settle(kBegin + hours(170));
  CHECK(shop.totals().by_clicks == Preferences{0, 0, 1});
}

TEST_CASE("nothing is left of a person who is erased, or does not want to be profiled") {
  InterleavedShop shop;
  const std::string list = shop.show(kAnn);
  shop.click(kAnn, list, "p2");
  shop.order(order_of("o", "p2"));
  shop.erase(kAnn);
  CHECK_FALSE(shop.row(kAnn));
  CHECK(shop.totals() == InterleavedTotals{});
  shop.click(kAnn, list, "p1");
  CHECK(shop.totals() == InterleavedTotals{});
  shop.profiled = false;
  shop.click(kGuest, shop.show(kGuest), "p1");
  CHECK_FALSE(shop.row(kGuest));
  CHECK(shop.totals() == InterleavedTotals{});
}

TEST_CASE("a row keeps the newest lists, so many clicks, and reads them back") {
  VisitorRow row;
  for (std::size_t i = 0; i < kMostListsOfVisitor + 5; ++i) {
    ShownList list{make_id_bits(), {}};
    for (std::size_t p = 0; p < kMostProductsOfList + 5; ++p)
      list.add(fmt::format("{}-{}", i, p), p % 3 == 0 ? Team::first : Team::second);
    CHECK(list.products.size() == kMostProductsOfList);
    row.keep(list);
    row.keep(list);
  }
  CHECK(row.lists.size() == kMostListsOfVisitor);
  CHECK(row.lists.front().team_of("5-0") == Team::first);
  CHECK(row.lists.front().team_of("5-1") == Team::second);
  CHECK_FALSE(row.lists.front().team_of("5-100"));
  for (std::uint64_t i = 0; i < kMostClicksOfVisitor + 5; ++i)
    row.put(CreditedClick{row.lists[0].id, i, i % 2 == 0 ? Team::first : Team::second, kBegin});
  CHECK(row.clicks.size() == kMostClicksOfVisitor);
  row.put(VisitorOrder{7, {}, {2, 3}});
  CHECK(*decode_visitor(encode(row)) == row);
  CHECK(encode(row).size() < 32'000);
  InterleavedTotals totals;
  totals.count(row, 1);
  totals.settle(row);
  CHECK(totals.by_purchases == Preferences{0, 1, 0});
  CHECK(*decode_interleaved_totals(encode(totals)) == totals);
}

}  // namespace
}  // namespace suggestd::experiments
