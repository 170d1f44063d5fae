#include "store/tables/record_reader.h"

#include <map>

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include "records/arbitrary.h"
#include "store/temporary_store.h"

namespace suggestd::store {
namespace {

struct Standing {
  TemporaryFolder folder;
  std::unique_ptr<Store> store = open_store(small_options(folder.path() / "s"));
  Store& operator*() const { return *store; }
};

std::vector<std::string> order_ids(const OrdersPage& page) {
  std::vector<std::string> ids;
  for (const StoredOrder& stored : page.orders) ids.push_back(stored.order.order_id);
  return ids;
}

TEST_CASE("a person's orders come latest first, page by page") {
  const Standing standing;
  Store& store = *standing;
  for (int i = 0; i < 7; ++i) commit_one(store, PlaceOrder{simple_order(std::to_string(i), "u", "p", i / 2)});
  commit_one(store, PlaceOrder{simple_order("other", "uu", "p", 3)});

  std::vector<std::string> seen;
  std::string cursor;
  do {
    const Result<OrdersPage> page = store.records().orders_of(kShop, "u", 3, cursor);
    REQUIRE(page.ok());
    CHECK(page->orders.size() <= 3);
    for (std::string& id : order_ids(*page)) seen.push_back(std::move(id));
    cursor = page->next;
  } while (!cursor.empty());
  CHECK(seen == std::vector<std::string>{"6", "5", "4", "3", "2", "1", "0"});
  CHECK(store.records().orders_of(kShop, "nobody", 3, "")->orders.empty());
  const Result<OrdersPage> bad = store.records().orders_of(kShop, "u", 3, "yesterday");
  REQUIRE(!bad.ok());
  CHECK(bad.error().kind() == ErrorKind::invalid);
}

TEST_CASE("an order that moves to another time or person moves in the lists") {
  const Standing standing;
  Store& store = *standing;
  commit_one(store, PlaceOrder{simple_order("1", "u", "p", 1)});
  commit_one(store, PlaceOrder{simple_order("2", "u", "p", 2)});
  commit_one(store, ChangeOrder{simple_order("1", "u", "p", 3)});
  CHECK(order_ids(*store.records().orders_of(kShop, "u", 9, "")) == std::vector<std::string>{"1", "2"});
  commit_one(store, ChangeOrder{simple_order("2", "v", "p", 2)});
  CHECK(order_ids(*store.records().orders_of(kShop, "u", 9, "")) == std::vector<std::string>{"1"});
  CHECK(order_ids(*store.records().orders_of(kShop, "v", 9, "")) == std::vector<std::string>{"2"});
}

TEST_CASE("scans show everything once, as it is now, of one shop") {
  const Standing standing;
  Store& store = *standing;
  Product product;
  for (const char* id : {"b", "a", "c"}) {
    product.product_id = id;
    commit_one(store, PutProduct{product});
  }
  product.product_id = "elsewhere";
  commit_one(store, PutProduct{product}, ShopId{2});
  commit_one(store, DeleteProduct{"c"});
  commit_one(store, PutRule{{"home", "{}"}});
  for (const char* id : {"1", "2"}) commit_one(store, PlaceOrder{simple_order(id)});
  commit_one(store, CancelOrder{"1", {}});

  std::vector<std::string> seen;
  REQUIRE(store.records()
              .for_each_product(kShop,
                                [&](const Product& p) -> Status {
                                  seen.push_back(p.product_id);
                                  return {};
                                })
              .ok());
  REQUIRE(store.records()
              .for_each_rule(kShop,
                             [&](const RuleDocument& r) -> Status {
                               seen.push_back(r.name);
                               return {};
                             })
              .ok());
  REQUIRE(store.records()
              .for_each_order(kShop,
                              [&](const StoredOrder& o) -> Status {
                                seen.push_back(o.order.order_id);
                                return {};
                              })
              .ok());
  CHECK(seen == std::vector<std::string>{"a", "b", "home", "2", "1"});

  const Status stopped =
      store.records().for_each_product(kShop, [](const Product&) -> Status { return conflict("enough"); });
  REQUIRE(!stopped.ok());
  CHECK(stopped.error().kind() == ErrorKind::conflict);
}

// Makes random writes on the store and on a map beside it; both must then hold the same, also after a
// reopening.
TEST_CASE("the store is a map with a memory") {
  const TemporaryFolder folder;
  auto store = open_store(small_options(folder.path() / "s"));
  std::uint32_t shops = 0;
  CHECK(rc::check([&] {
    const ShopId shop{++shops};  // an empty one for each case
    std::map<std::string, Order> orders;
    std::map<std::string, Product> products;
    const int steps = *rc::gen::inRange(1, 25);
    for (int i = 0; i < steps; ++i) {
      switch (*rc::gen::inRange(0, 40)) {
        default: {
          const Order order = arbitrary::order();
          const Outcome outcome = commit_one(*store, PlaceOrder{order}, shop);
          RC_ASSERT((outcome.kind == OutcomeKind::created) == (orders.count(order.order_id) == 0));
          orders.emplace(order.order_id, order);
          break;
        }
        case 1:
        case 2:
        case 3:
        case 4: {
          const std::string id = arbitrary::id();
          const Outcome outcome = commit_one(*store, CancelOrder{id, {}}, shop);
          RC_ASSERT((outcome.kind == OutcomeKind::not_found) == (orders.count(id) == 0));
          if (orders.count(id) != 0) orders[id].cancelled = true;
          break;
        }
        case 5:
        case 6:
        case 7:
        case 8: {
          const Product product = arbitrary::product();
          commit_one(*store, PutProduct{product}, shop);
          products[product.product_id] = product;
          break;
        }
        case 0: {
          store.reset();
          store = open_store(small_options(folder.path() / "s"));
          break;
        }
      }
    }
    std::size_t seen = 0;
    RC_ASSERT(store->records()
                  .for_each_order(shop,
                                  [&](const StoredOrder& stored) -> Status {
                                    ++seen;
                                    RC_ASSERT(stored.order == orders.at(stored.order.order_id));
                                    return {};
                                  })
                  .ok());
    RC_ASSERT(seen == orders.size());
    for (const auto& [id, product] : products)
      RC_ASSERT(store->records().product(shop, id)->product == product);
    std::uint64_t expected = 0;
    for (const Change& change : read_all(store->log(), shop))
      RC_ASSERT(number(change.sequence) == ++expected);
  }));
}

}  // namespace
}  // namespace suggestd::store
