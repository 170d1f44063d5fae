#include "store/log/rocksdb_change_log.h"

#include <catch2/catch.hpp>

#include "records/change_codec.h"
#include "store/change_log_conformance.h"
#include "store/log/log_batch.h"
#include "store/memory_change_log.h"
#include "store/temporary_store.h"

namespace suggestd::store {
namespace {

// A log with the store and the folder that it stands in.
struct StandingLog {
  TemporaryFolder folder;
  std::unique_ptr<Store> store = open_store(small_options(folder.path() / "s"));
  RocksdbChangeLog& log = dynamic_cast<RocksdbChangeLog&>(store->log());
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

TEST_CASE("latest-version form shows each thing once, as it is now") {
  const StandingLog standing;
  Store& store = *standing.store;
  Product product;
  product.product_id = "p";
  commit_one(store, PlaceOrder{simple_order("o1")});                  // 1
  commit_one(store, PutProduct{product});                             // 2
  commit_one(store, PlaceOrder{simple_order("o2")});                  // 3
  commit_one(store, CancelOrder{"o1", {}});                           // 4
  commit_one(store, AddEvent{simple_event()});                        // 5
  commit_one(store, DeleteProduct{"p"});                              // 6
  commit_one(store, PutUser{User{"u", "", {}, "", Consent::unset}});  // 7
  commit_one(store, MergeUser{"a", "u", false});                      // 8

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

// Writes one event as a server would whose clock is `ahead`.
Timestamp write_event(RocksdbChangeLog& log, std::chrono::hours ahead) {
  LogBatch batch(log, now() + ahead);
  batch.begin_batch();
  std::string payload;
  append_event_payload(payload, simple_event());
  (void)batch.add(kShop, ChangeKind::event, ChangeOp::added, batch.keep(std::move(payload)));
  REQUIRE(batch.write(true).ok());
  return *log.time_after(kShop, Sequence{number(log.head(kShop)) - 1}).value();
}

TEST_CASE("a clock that was ahead by ten years and came back leaves the log's times behind it sound") {
  const StandingLog standing;
  RocksdbChangeLog& log = standing.log;
  const std::chrono::hours ten_years(24 * 3'650);
  for (int i = 0; i < 3; ++i) write_event(log, {});
  for (int i = 0; i < 5; ++i) write_event(log, ten_years);
  const Timestamp back = write_event(log, {});
  CHECK(back < now() + std::chrono::minutes(1));
  const Timestamp later = write_event(log, {});
  CHECK(*log.position_at(kShop, later) == Sequence{9});
  CHECK(*log.position_at(kShop, later + std::chrono::microseconds(1)) == Sequence{10});
  CHECK(*log.position_at(kShop, Timestamp{}) == Sequence{0});
}

TEST_CASE("a clock that goes back by less than an hour waits in the log") {
  const StandingLog standing;
  RocksdbChangeLog& log = standing.log;
  LogBatch ahead(log, now() + std::chrono::minutes(30));
  ahead.begin_batch();
  std::string payload;
  append_event_payload(payload, simple_event());
  (void)ahead.add(kShop, ChangeKind::event, ChangeOp::added, payload);
  REQUIRE(ahead.write(true).ok());
  CHECK(write_event(log, {}) > now() + std::chrono::minutes(20));
}

TEST_CASE("a page ends by bytes, and a narrow filter is worked off in one read") {
  const TemporaryFolder folder;
  const auto store = open_store(small_options(folder.path() / "s"));
  for (int i = 0; i < 20; ++i) {
    Product product = simple_product("p" + std::to_string(i));
    product.title = std::string(1'000, 't');
    commit_one(*store, PutProduct{product});
  }
  ReadBounds bounds;
  bounds.records = 100;
  bounds.bytes = 5'000;
  const auto page = store->log().read(kShop, Sequence{0}, bounds);
  REQUIRE(page.ok());
  CHECK(page->changes.size() == 5);
  CHECK(page->next == Sequence{5});
  CHECK(store->log().read_latest(kShop, Sequence{0}, bounds)->changes.size() == 5);

  bounds.bytes = std::numeric_limits<std::size_t>::max();
  bounds.wanted = [](const Change& change) { return change.id == "p7" || change.id == "p9"; };
  CHECK(store->log().read(kShop, Sequence{0}, bounds)->changes.size() == 2);
  bounds.records = 1;
  CHECK(store->log().read(kShop, Sequence{0}, bounds)->next == Sequence{8});
  bounds.looked_at = 3;
  CHECK(store->log().read(kShop, Sequence{0}, bounds)->changes.empty());
  CHECK(store->log().read(kShop, Sequence{0}, bounds)->next == Sequence{3});
}

}  // namespace
}  // namespace suggestd::store
