#include "attribute/attribution.h"

#include <limits>

#include <catch2/catch.hpp>

#include "learn/memory_log.h"
#include "store/temporary_store.h"

namespace suggestd::shop {
namespace {

using recommend::ListKind;
using store::kShop;

const Currency kPounds = *Currency::parse("GBP");

Order order_of(const std::string& id, const std::string& user, const std::string& product) {
  Order order = store::simple_order(id, user, product);
  order.placed_at = now();
  return order;
}

Change placed(Order order) {
  return {
      {}, ChangeKind::order, ChangeOp::placed, 0, now(), order.order_id, OrderChange{std::move(order), {}}};
}

Change changed(Order after, Order before, ChangeOp op = ChangeOp::changed) {
  return {
      {}, ChangeKind::order, op, 0, now(), after.order_id, OrderChange{std::move(after), std::move(before)}};
}

class CountingShop {
 public:
  CountingShop() : ids_(*RecommendationIds::open(store_->meta(), kShop)) {
    REQUIRE(ids_->add_scenario("home").ok());
    REQUIRE(ids_->add_scenario("cart").ok());
  }

  std::string list(const char* scenario = "home") const { return ids_->make(scenario, ListKind::for_you); }

  void apply(const Change& change) { REQUIRE(attribution_.apply(change).ok()); }

  void event(EventType type, const std::string& list, const std::string& user, const std::string& product,
             Timestamp at = now()) {
    Event event;
    event.type = type;
    event.user_id = user;
    event.product_id = product;
    event.recommendation_id = list;
    event.at = at;
    apply({{}, ChangeKind::event, ChangeOp::added, 0, at, "", event});
  }

  AttributionTotals totals(const char* scenario = "home") {
    REQUIRE(state_.write_checkpoint(kShop, {}, attribution_.rows().take_changed()).ok());
    WorkBudget unlimited;
    return *read_totals(state_, kShop, *ids_->find(scenario), 0, UINT32_MAX, unlimited);
  }

  Attribution& attribution() { return attribution_; }

 private:
  store::TemporaryFolder folder_;
  std::unique_ptr<store::Store> store_ = store::open_store(store::small_options(folder_.path() / "s"));
  std::unique_ptr<RecommendationIds> ids_;
  learn::MemoryState state_;
  Attribution attribution_{*ids_, AttributionRows(state_, kShop), AttributionOptions{std::chrono::hours(48)}};
};

TEST_CASE("an order that is changed in any way counts as if only its last version had come") {
  CountingShop shop;
  shop.event(EventType::rec_click, shop.list(), "u", "p");
  Order first = order_of("o", "u", "p");  // 3 at 1.50
  shop.apply(placed(first));
  CHECK(shop.totals().revenue.at(kPounds) == 450);

  Order refunded = first;
  refunded.lines[0].refunded = pieces(1);
  shop.apply(changed(refunded, first, ChangeOp::refunded));
  CHECK(shop.totals().revenue.at(kPounds) == 300);

  Order cancelled = refunded;
  cancelled.cancelled = true;
  shop.apply(changed(cancelled, refunded, ChangeOp::cancelled));
  CHECK(shop.totals().orders == 0);
  CHECK(shop.totals().revenue.at(kPounds) == 0);

  // The line is still that list's when the order comes back, though the person has clicked elsewhere since.
  shop.event(EventType::rec_click, shop.list("cart"), "u", "p");
  Order revived = first;
  revived.lines[0].quantity = pieces(2);
  revived.lines.push_back(first.lines[0]);
  revived.lines[1].product_id = "q";
  shop.apply(changed(revived, cancelled));
  CHECK(shop.totals().revenue.at(kPounds) == 300);
  CHECK(shop.totals().orders == 1);
  CHECK(shop.totals().order_lines == 1);
  CHECK(shop.totals("cart").orders == 0);
}

TEST_CASE("a page's purchase earns nothing and links the shop's own order to the visitor's list") {
  CountingShop shop;
  const auto by_guest = [&](EventType type, const std::string& list, const std::string& order) {
    Event event;
    event.type = type;
    event.anonymous_id = "guest";
    event.product_id = "p";
    event.recommendation_id = list;
    event.order_id = order;
    event.at = now();
    shop.apply({{}, ChangeKind::event, ChangeOp::added, 0, event.at, "", event});
  };
  by_guest(EventType::rec_click, shop.list(), "");
  by_guest(EventType::page_purchase, "", "by-click");
  by_guest(EventType::page_purchase, shop.list("cart"), "by-id");
  CHECK(shop.totals().orders == 0);

  // The server knows the order's user, and not the visitor's id.
  shop.apply(placed(order_of("by-click", "u", "p")));
  CHECK(shop.totals().orders == 1);
  CHECK(shop.totals("cart").orders == 0);
  shop.apply(placed(order_of("by-id", "v", "p")));
  CHECK(shop.totals("cart").orders == 1);
  shop.apply(placed(order_of("other", "w", "p")));
  shop.apply(placed(order_of("by-click", "w", "q")));
  CHECK(shop.totals().orders + shop.totals("cart").orders == 1);  // the second has changed the order
}

TEST_CASE("a page's link is forgotten with the window") {
  CountingShop shop;
  Event event;
  event.type = EventType::page_purchase;
  event.anonymous_id = "guest";
  event.product_id = "p";
  event.order_id = "o";
  event.recommendation_id = shop.list();
  event.at = now();
  shop.apply({{}, ChangeKind::event, ChangeOp::added, 0, event.at, "", event});
  REQUIRE(shop.totals().orders == 0);  // writes the rows
  REQUIRE(shop.attribution().rows().forget_before(now() + std::chrono::hours(1)).ok());
  shop.apply(placed(order_of("o", "u", "p")));
  CHECK(shop.totals().orders == 0);
}

TEST_CASE("the line's own id wins, then the last click in time") {
  CountingShop shop;
  const Timestamp hour_ago = now() - std::chrono::hours(1);
  shop.event(EventType::rec_click, shop.list("cart"), "u", "p", hour_ago);
  shop.event(EventType::rec_click, shop.list("home"), "u", "p");
  Order by_click = order_of("a", "u", "p");
  shop.apply(placed(by_click));
  CHECK(shop.totals("home").orders == 1);
  CHECK(shop.totals("cart").orders == 0);

  Order by_id = order_of("b", "u", "p");
  by_id.lines[0].recommendation_id = shop.list("cart");
  shop.apply(placed(by_id));
  CHECK(shop.totals("cart").orders == 1);

  Order stranger = order_of("c", "v", "p");
  shop.apply(placed(stranger));
  Order late = order_of("d", "u", "p");
  late.placed_at = now() + std::chrono::hours(49);
  shop.apply(placed(late));
  late.order_id = "e";
  late.lines[0].recommendation_id = shop.list("cart");
  shop.apply(placed(late));
  CHECK(shop.totals("home").orders == 1);
  CHECK(shop.totals("cart").orders == 1);
}

TEST_CASE("two lines of one order are one order, and two placements have one each") {
  CountingShop shop;
  Order order = order_of("o", "u", "p");
  order.lines.push_back(order.lines[0]);
  order.lines[1].product_id = "q";
  order.lines.push_back(order.lines[0]);
  order.lines[2].product_id = "r";
  order.lines[0].recommendation_id = order.lines[1].recommendation_id = shop.list("home");
  order.lines[2].recommendation_id = shop.list("cart");
  shop.apply(placed(order));
  CHECK(shop.totals("home").orders == 1);
  CHECK(shop.totals("home").order_lines == 2);
  CHECK(shop.totals("cart").orders == 1);
}

TEST_CASE("a person who is forgotten leaves no clicks, and old ones are swept") {
  CountingShop shop;
  shop.event(EventType::rec_click, shop.list(), "u", "p");
  shop.apply({{}, ChangeKind::user, ChangeOp::deleted, 0, now(), "u", Deleted{}});
  shop.apply(placed(order_of("o", "u", "p")));
  CHECK(shop.totals().orders == 0);

  shop.event(EventType::rec_click, shop.list(), "w", "p", now() - std::chrono::hours(2));
  (void)shop.totals();  // writes
  REQUIRE(shop.attribution().rows().forget_before(now() - std::chrono::hours(1)).ok());
  shop.apply(placed(order_of("n", "w", "p")));
  CHECK(shop.totals().orders == 0);
  CHECK(shop.totals().click_events == 2);
}

TEST_CASE("revenue is what is left of a line, in minor units, rounded half up") {
  OrderLine line{"p", "", pieces(3), {199, kPounds}, {}, "", "", Quantity{0}};
  CHECK(revenue_left(line) == 597);
  line.discount = {100, kPounds};
  CHECK(revenue_left(line) == 497);
  line.refunded = pieces(1);
  CHECK(revenue_left(line) == 398 - 67);
  line.refunded = pieces(3);
  CHECK(revenue_left(line) == 0);
  line = {"p", "", Quantity{1500}, {333, kPounds}, {}, "", "", Quantity{0}};
  CHECK(revenue_left(line) == 500);
  line.discount = {100'000, kPounds};
  CHECK(revenue_left(line) == 0);
  line.price = {};
  CHECK(revenue_left(line) == 0);
  line = {"p", "", pieces(1'000'000'000), {1'000'000'000, kPounds}, {}, "", "", Quantity{0}};
  CHECK(revenue_left(line) == 1'000'000'000'000'000'000);
  // The sum is larger than an amount can be: the total is the largest amount, not the rest of an overflow.
  line.price.minor = 1'000'000'000'000;
  CHECK(revenue_left(line) == std::numeric_limits<std::int64_t>::max());
}

}  // namespace
}  // namespace suggestd::shop
