// A store that the first version wrote, opened by this one: every later version reads a release's store.
//
// tests/store/golden/format1 is a store folder; format1.ndjson beside it is its change feed, which the
// writing version noted down. Neither is ever written again: a later format gets a folder of its own, by
// running this program with SUGGESTD_WRITE_GOLDEN=<new folder> and the test case "[.write-golden]".
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "records/change_json.h"
#include "records/order_json.h"
#include "records/product_json.h"
#include "records/user_json.h"
#include "store/temporary_store.h"

namespace suggestd::store {
namespace {

namespace fs = std::filesystem;

std::string feed_of(Store& store) {
  std::string text;
  for (const ShopEntry& shop : store.shops().all()) {
    for (const Change& change : read_all(store.log(), shop.id)) {
      append_json(text, change);
      text += '\n';
    }
  }
  return text;
}

// Its recommendation id is from a version that took any text.
Order rich_order() {
  Order order = *parse_order(
      R"({"order_id":"581587","user_id":"12680","anonymous_id":"a1","email_hash":"h1",
          "placed_at":"2011-12-09T12:50:00Z","updated_at":"2011-12-09T13:00:00.25Z","currency":"GBP",
          "status":"paid","properties":{"channel":"web"},
          "lines":[{"product_id":"22613","quantity":12,"price":"0.85"},
                   {"product_id":"22899","variant_id":"red","quantity":0.25,"price":"2.10","discount":"0.10",
                    "properties":{"gift":true}}]})");
  order.lines[1].recommendation_id = "r1";
  return order;
}

// One record of every kind and operation, in two shops; half in table files, half in the write-ahead log.
void write_golden(const fs::path& path) {
  {
    const auto store = open_store(small_options(path));
    REQUIRE(store->shops().create("default").ok());
    REQUIRE(store->shops().create("second").ok());
    commit_one(*store, PlaceOrder{rich_order()});
    Order later = rich_order();
    later.status = "sent";
    commit_one(*store, ChangeOrder{later});
    commit_one(*store, RefundOrder{"581587", "refund-1", {{"22613", "", pieces(2)}}, {}});
    commit_one(*store,
               PutProduct{*parse_product(
                   R"({"product_id":"22613","title":"Tea cup","price":"0.85","currency":"GBP","stock":120,
                               "categories":["Kitchen","Kitchen > Tea"],"brand":"Tiger","image":"https://x/i",
                               "link":"https://x/l","group_id":"g","available_from":"2011-01-01T00:00:00Z",
                               "available_until":"2012-01-01T00:00:00Z","properties":{"colour":"red"}})")});
    commit_one(*store,
               PutUser{*parse_user(R"({"user_id":"12680","email_hash":"h1","anonymous_ids":["a1"]})")});
  }
  const auto store = open_store(small_options(path));
  commit_one(*store, CancelOrder{"581587", {}});
  commit_one(*store, AddEvent{simple_event("12680", "event-1")});
  commit_one(*store, MergeUser{"a1", "12680", false});
  commit_one(*store, MergeUser{"a1", "12680", true});
  commit_one(*store, PutRule{{"home", R"({"lanes":["factors"]})"}});
  commit_one(*store, DeleteRule{"home"});
  commit_one(*store, PutProduct{simple_product("gone")});
  commit_one(*store, DeleteProduct{"gone"});
  commit_one(*store, PutUser{*parse_user(R"({"user_id":"gone"})")});
  commit_one(*store, erase_user("gone"));
  commit_one(*store, PlaceOrder{simple_order("1")}, ShopId{2});
  REQUIRE(store->follower_state(FollowerId{1})
              .write_checkpoint(kShop, {Epoch{1}, Sequence{5}}, {{"row", "value"}})
              .ok());
  REQUIRE(store->consumers().put(kShop, "mirror", {Epoch{1}, Sequence{3}}, "").ok());
  REQUIRE(store->meta().put("keys/abc", "hash").ok());
  std::ofstream(path.string() + ".ndjson") << feed_of(*store);
}

TEST_CASE("write a golden store", "[.write-golden]") {
  const char* wanted = std::getenv("SUGGESTD_WRITE_GOLDEN");
  REQUIRE(wanted != nullptr);
  write_golden(wanted);
}

TEST_CASE("a store of format 1 is read as it was written") {
  const char* source = std::getenv("SUGGESTD_SOURCE_DIR");  // ctest sets it
  const fs::path golden = fs::path(source != nullptr ? source : ".") / "tests" / "store" / "golden";
  INFO("looked for in " << golden << "; set SUGGESTD_SOURCE_DIR when run by hand");
  REQUIRE(fs::exists(golden / "format1" / "FORMAT"));
  const TemporaryFolder folder;
  fs::copy(golden / "format1", folder.path() / "s", fs::copy_options::recursive);
  const auto store = open_store(small_options(folder.path() / "s"));

  std::ostringstream expected;
  expected << std::ifstream(golden / "format1.ndjson").rdbuf();
  CHECK(feed_of(*store) == expected.str());

  const Result<StoredOrder> order = store->records().order(kShop, "581587");
  REQUIRE(order.ok());
  CHECK(order->first == Sequence{1});
  CHECK(order->order.cancelled);
  CHECK(order->order.lines.at(0).refunded == pieces(2));
  CHECK(order->order.lines.at(1).quantity == Quantity{250});
  CHECK(store->records().product(kShop, "22613")->product.stock == 120);
  CHECK(store->records().user(kShop, "12680")->user.anonymous_ids == std::vector<std::string>{"a1"});
  CHECK(store->records().orders_of(kShop, "12680", 10, "")->orders.size() == 1);
  CHECK(store->records().orders_of(ShopId{2}, "u", 10, "")->orders.size() == 1);
  CHECK(*store->follower_state(FollowerId{1}).applied(kShop) == Position{Epoch{1}, Sequence{5}});
  CHECK(store->consumers().get(kShop, "mirror")->position == Position{Epoch{1}, Sequence{3}});
  CHECK(*store->meta().get("keys/abc") == "hash");

  // Repeats that must not count twice still do not.
  CHECK(commit_one(*store, PlaceOrder{rich_order()}).kind == OutcomeKind::unchanged);
  CHECK(commit_one(*store, AddEvent{simple_event("12680", "event-1")}).kind == OutcomeKind::unchanged);
  CHECK(commit_one(*store, RefundOrder{"581587", "refund-1", {}, {}}).kind == OutcomeKind::unchanged);
}

}  // namespace
}  // namespace suggestd::store
