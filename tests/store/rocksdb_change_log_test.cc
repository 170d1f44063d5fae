#include "store/rocksdb_change_log.h"

#include <catch2/catch.hpp>

#include "store/change_log_conformance.h"
#include "store/memory_change_log.h"
#include "store/temporary_store.h"

namespace suggestd::store {
namespace {

// A log with the store and the folder that it stands in.
struct StandingLog {
  TemporaryFolder folder;
  std::unique_ptr<Store> store = open_store(small_options(folder.path() / "s"));
};

TEST_CASE("the log in RocksDB is a change log") {
  conformance::check_all([] {
    const auto standing = std::make_shared<StandingLog>();
    return std::shared_ptr<ChangeLog>(standing, &standing->store->log());
  });
}

TEST_CASE("the log in memory is a change log") {
  conformance::check_all([] { return std::make_shared<MemoryChangeLog>(); });
}

TEST_CASE("a log is the same after it was closed and opened") {
  const TemporaryFolder folder;
  std::vector<Change> before;
  {
    const auto store = open_store(small_options(folder.path() / "s"));
    auto changes = conformance::changes_from(0, 20);
    REQUIRE(store->log().append(kShop, changes).ok());
    before = read_all(store->log());
  }
  const auto store = open_store(small_options(folder.path() / "s"));
  CHECK(store->log().head(kShop) == Sequence{20});
  CHECK(read_all(store->log()) == before);
  CHECK(store->log().counts(kShop)[2].records == 20);
}

TEST_CASE("the log can be read from a time") {
  const StandingLog standing;
  RocksdbChangeLog& log = standing.store->log();
  std::vector<Timestamp> times;
  for (int i = 0; i < 10; ++i) {
    auto one = conformance::changes_from(i, 1);
    REQUIRE(log.append(kShop, one).ok());
    times.push_back(one[0].at);
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  CHECK(*log.position_at(kShop, Timestamp{}) == Sequence{0});
  CHECK(*log.position_at(kShop, times[4]) == Sequence{4});
  CHECK(*log.position_at(kShop, times[4] + std::chrono::microseconds(1)) == Sequence{5});
  CHECK(*log.position_at(kShop, times[9] + std::chrono::hours(1)) == Sequence{10});
  CHECK(*log.position_at(ShopId{9}, times[4]) == Sequence{0});
}

TEST_CASE("latest-version form shows each thing once, as it is now") {
  const StandingLog standing;
  Store& store = *standing.store;
  Product product;
  product.product_id = "p";
  commit_one(store, PlaceOrder{simple_order("o1")});     // 1
  commit_one(store, PutProduct{product});                // 2
  commit_one(store, PlaceOrder{simple_order("o2")});     // 3
  commit_one(store, CancelOrder{"o1", {}});              // 4
  commit_one(store, AddEvent{simple_event()});           // 5
  commit_one(store, DeleteProduct{"p"});                 // 6
  commit_one(store, PutUser{User{"u", "", {}, "", 1}});  // 7
  commit_one(store, MergeUser{"a", "u", false});         // 8

  std::vector<std::pair<std::uint64_t, std::string>> seen;
  Sequence after{0};
  while (after < store.log().head(kShop)) {
    const Result<Page> page = store.log().read_latest(kShop, after, 2);
    REQUIRE(page.ok());
    for (const Change& change : page->changes) {
      seen.emplace_back(number(change.sequence), change.id);
      if (const auto* order = std::get_if<OrderChange>(&change.payload)) CHECK_FALSE(order->before);
    }
    REQUIRE(page->next > after);
    after = page->next;
  }
  CHECK(seen == std::vector<std::pair<std::uint64_t, std::string>>{
                    {3, "o2"}, {4, "o1"}, {5, ""}, {6, "p"}, {7, "u"}, {8, "a"}});
}

}  // namespace
}  // namespace suggestd::store
