#include "store/log/retention.h"

#include <catch2/catch.hpp>

#include "records/change_codec.h"
#include "store/log/log_batch.h"
#include "store/log/rocksdb_change_log.h"
#include "store/temporary_store.h"

namespace suggestd::store {
namespace {

constexpr auto kEvents = static_cast<std::size_t>(ChangeKind::event);
constexpr auto kOrders = static_cast<std::size_t>(ChangeKind::order);
constexpr auto kProducts = static_cast<std::size_t>(ChangeKind::product);

// 1 order, 2 event, 3 product, 4 product again, 5 event, 6 order cancelled, 7 product deleted
std::vector<Mutation> seven_mutations() {
  std::vector<Mutation> mutations;
  mutations.emplace_back(PlaceOrder{simple_order("o")});
  mutations.emplace_back(AddEvent{simple_event()});
  mutations.emplace_back(PutProduct{simple_product("p")});
  mutations.emplace_back(PatchProduct{"p", R"({"stock":3})"});
  mutations.emplace_back(AddEvent{simple_event()});
  mutations.emplace_back(CancelOrder{"o", {}});
  mutations.emplace_back(DeleteProduct{"p"});
  return mutations;
}

struct Standing {
  TemporaryFolder folder;
  std::unique_ptr<Store> store = open_store(small_options(folder.path() / "s"));

  Standing() {
    for (Mutation& mutation : seven_mutations()) commit_one(*store, std::move(mutation));
  }

  RetentionReport apply(const RetentionPolicy& policy, std::uint64_t floor, std::chrono::hours later) {
    const Result<RetentionReport> report =
        store->retention().apply(kShop, policy, Sequence{floor}, now() + later);
    REQUIRE(report.ok());
    return *report;
  }
};

RetentionPolicy everything_after(std::chrono::hours age) {
  RetentionPolicy policy;
  for (KindRetention& kind : policy) kind.age = age;
  return policy;
}

TEST_CASE("nothing goes before its time") {
  Standing standing;
  const RetentionReport report =
      standing.apply(everything_after(std::chrono::hours(2)), 7, std::chrono::hours(1));
  CHECK(report.removed == 0);
  CHECK(report.oldest == Sequence{1});
}

TEST_CASE("old records go, but never the state of a thing that exists") {
  Standing standing;
  const RetentionReport report =
      standing.apply(everything_after(std::chrono::hours(1)), 7, std::chrono::hours(2));
  CHECK(report.removed == 5);
  CHECK(report.last_versions == 2);  // the order, and the record that the product is gone
  CHECK(report.held_back == 0);
  CHECK(report.oldest == Sequence{6});
  Store& store = *standing.store;
  CHECK(store.records().order(kShop, "o")->order.cancelled);
  CHECK(store.log().head(kShop) == Sequence{7});
  CHECK(store.log().counts(kShop)[kEvents].records == 0);
  CHECK(store.log().counts(kShop)[kOrders].records == 1);

  const Result<Page> all = store.log().read(kShop, Sequence{0}, 10);
  REQUIRE(!all.ok());
  CHECK(all.error().kind() == ErrorKind::gone);
  CHECK(all.error().message() == "the log no longer has the record after 0; the oldest kept is 6");
  const Result<Page> latest = store.log().read_latest(kShop, Sequence{0}, 10);
  REQUIRE(latest.ok());
  REQUIRE(latest->changes.size() == 2);
  CHECK(latest->changes[0].id == "o");
  CHECK(latest->changes[1].op == ChangeOp::deleted);
  CHECK(latest->next == Sequence{7});

  // The next commit goes on numbering, and a reopening changes nothing.
  CHECK(commit_one(store, AddEvent{simple_event()}).sequence == Sequence{8});
  standing.store.reset();
  standing.store = open_store(small_options(standing.folder.path() / "s"));
  CHECK(standing.store->log().oldest(kShop) == Sequence{6});
  CHECK(standing.store->log().read(kShop, Sequence{7}, 10)->changes.size() == 1);
}

TEST_CASE("kinds have ages of their own") {
  Standing standing;
  RetentionPolicy policy;
  policy[kEvents].age = std::chrono::hours(1);
  const RetentionReport report = standing.apply(policy, 7, std::chrono::hours(2));
  CHECK(report.removed == 2);
  CHECK(report.oldest == Sequence{6});
  CHECK(standing.store->log().counts(kShop)[kProducts].records == 3);
}

TEST_CASE("a kind can be bounded by its size") {
  Standing standing;
  RetentionPolicy policy;
  policy[kEvents].bytes = standing.store->log().counts(kShop)[kEvents].bytes - 1;
  const RetentionReport report = standing.apply(policy, 7, std::chrono::hours(0));
  CHECK(report.removed == 1);
  CHECK(report.oldest == Sequence{3});
}

TEST_CASE("the floor holds records back, and says so") {
  Standing standing;
  const RetentionReport report =
      standing.apply(everything_after(std::chrono::hours(1)), 2, std::chrono::hours(2));
  CHECK(report.removed == 2);
  CHECK(report.held_back == 5);
  CHECK(report.oldest == Sequence{3});
  CHECK(standing.store->log().read(kShop, Sequence{2}, 10)->changes.size() == 5);
}

TEST_CASE("records that a wrong clock has dated are no older than those after them") {
  const TemporaryFolder folder;
  const auto store = open_store(small_options(folder.path() / "s"));
  for (const int years : {0, 10, 10, 0, 0}) {
    LogBatch batch(dynamic_cast<RocksdbChangeLog&>(store->log()),
                   now() + std::chrono::hours(24 * 365 * years));
    batch.begin_batch();
    std::string payload;
    append_event_payload(payload, simple_event());
    (void)batch.add(kShop, ChangeKind::event, ChangeOp::added, payload);
    REQUIRE(batch.write(true).ok());
  }
  RetentionPolicy policy;
  policy[kEvents].age = std::chrono::hours(1);
  const auto run = [&](std::chrono::hours later) {
    return store->retention().apply(kShop, policy, Sequence{5}, now() + later)->removed;
  };
  CHECK(run(std::chrono::hours(0)) == 0);
  CHECK(run(std::chrono::hours(2)) == 5);
}

}  // namespace
}  // namespace suggestd::store
