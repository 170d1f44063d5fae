#include "store/commit/committer.h"

#include <set>
#include <thread>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "records/record_limits.h"
#include "store/temporary_store.h"

namespace suggestd::store {
namespace {

struct Standing {
  TemporaryFolder folder;
  std::unique_ptr<Store> store = open_store(small_options(folder.path() / "s"));
  Store& operator*() const { return *store; }
};

TEST_CASE("an order is new once, the same again, or a conflict") {
  const Standing standing;
  Store& store = *standing;
  const Order order = simple_order("581587");
  const Outcome first = commit_one(store, PlaceOrder{order});
  CHECK(first.kind == OutcomeKind::created);
  CHECK(first.sequence == Sequence{1});

  const Outcome again = commit_one(store, PlaceOrder{order});
  CHECK(again.kind == OutcomeKind::unchanged);
  CHECK(again.sequence == Sequence{1});

  Order other = order;
  other.lines[0].quantity = pieces(4);
  const Outcome refused = commit_one(store, PlaceOrder{other});
  CHECK(refused.kind == OutcomeKind::conflict);
  CHECK(refused.field == "/lines/0/quantity");
  CHECK(refused.detail == "order '581587' is known with another /lines/0/quantity");
  CHECK(store.log().head(kShop) == Sequence{1});
}

TEST_CASE("one request may repeat an order of its own") {
  const Standing standing;
  Order other = simple_order("1");
  other.user_id = "someone else";
  const auto outcomes = (*standing).committer().commit(
      kShop,
      {PlaceOrder{simple_order("1")}, PlaceOrder{simple_order("1")}, PlaceOrder{other}, CancelOrder{"1", {}},
       PlaceOrder{simple_order("1")}, PlaceOrder{simple_order("2")}},
      Durability::synced);
  REQUIRE(outcomes.ok());
  const std::vector<OutcomeKind> kinds = {OutcomeKind::created, OutcomeKind::unchanged, OutcomeKind::conflict,
                                          OutcomeKind::updated, OutcomeKind::unchanged, OutcomeKind::created};
  REQUIRE(outcomes->size() == kinds.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) CHECK(outcomes->at(i).kind == kinds[i]);
  CHECK((*standing).records().order(kShop, "1")->order.cancelled);
}

TEST_CASE("a later version replaces an order, an older one is ignored and says so") {
  const Standing standing;
  Store& store = *standing;
  Order order = simple_order("1");
  order.updated_at = order.placed_at + std::chrono::hours(2);
  CHECK(commit_one(store, ChangeOrder{order}).kind == OutcomeKind::created);
  CHECK(commit_one(store, ChangeOrder{order}).kind == OutcomeKind::unchanged);

  Order older = order;
  older.updated_at = order.placed_at + std::chrono::hours(1);
  older.status = "pending";
  const Outcome ignored = commit_one(store, ChangeOrder{older});
  CHECK(ignored.kind == OutcomeKind::ignored_older);
  CHECK(ignored.sequence == Sequence{1});

  Order later = order;
  later.updated_at = order.placed_at + std::chrono::hours(3);
  later.status = "completed";
  const Outcome updated = commit_one(store, ChangeOrder{later});
  CHECK(updated.kind == OutcomeKind::updated);
  CHECK(updated.sequence == Sequence{2});
  CHECK(store.records().order(kShop, "1")->order == later);

  const std::vector<Change> changes = read_all(store.log());
  REQUIRE(changes.size() == 2);
  CHECK(changes[1].op == ChangeOp::changed);
  CHECK(std::get<OrderChange>(changes[1].payload) == OrderChange{later, order});
  // The shop repeats its first delivery: still the same, at the first sequence.
  const Outcome repeated = commit_one(store, PlaceOrder{order});
  CHECK(repeated.kind == OutcomeKind::unchanged);
  CHECK(repeated.sequence == Sequence{1});
}

TEST_CASE("what was taken back stays taken back when the shop sends a later version") {
  const Standing standing;
  Store& store = *standing;
  commit_one(store, PlaceOrder{simple_order("1")});
  commit_one(store, RefundOrder{"1", "", {{"p", "", pieces(2)}}, {}});
  Order later = simple_order("1");
  later.status = "completed";
  commit_one(store, ChangeOrder{later});
  CHECK(store.records().order(kShop, "1")->order.lines[0].refunded == pieces(2));
  commit_one(store, CancelOrder{"1", {}});
  later.status = "archived";
  commit_one(store, ChangeOrder{later});
  CHECK(store.records().order(kShop, "1")->order.cancelled);
}

TEST_CASE("a cancellation happens once") {
  const Standing standing;
  Store& store = *standing;
  CHECK(commit_one(store, CancelOrder{"1", {}}).kind == OutcomeKind::not_found);
  commit_one(store, PlaceOrder{simple_order("1")});
  CHECK(commit_one(store, CancelOrder{"1", {}}).kind == OutcomeKind::updated);
  const Outcome again = commit_one(store, CancelOrder{"1", {}});
  CHECK(again.kind == OutcomeKind::unchanged);
  CHECK(again.sequence == Sequence{2});
}

TEST_CASE("a refund takes back what is there, once for its id") {
  const Standing standing;
  Store& store = *standing;
  Order order = simple_order("1");
  order.lines.push_back(order.lines[0]);  // two lines of three pieces of the same product
  commit_one(store, PlaceOrder{order});
  const auto refund = [&](const std::string& id, std::vector<RefundLine> lines) {
    return commit_one(store, RefundOrder{"1", id, std::move(lines), {}});
  };
  CHECK(refund("r1", {{"p", "", pieces(4)}}).kind == OutcomeKind::updated);
  Order stored = store.records().order(kShop, "1")->order;
  CHECK(stored.lines[0].refunded == pieces(3));
  CHECK(stored.lines[1].refunded == pieces(1));

  const Outcome again = refund("r1", {{"p", "", pieces(4)}});
  CHECK(again.kind == OutcomeKind::unchanged);
  CHECK(again.sequence == Sequence{2});

  const Outcome too_much = refund("r2", {{"p", "", pieces(3)}});
  CHECK(too_much.kind == OutcomeKind::invalid);
  CHECK(too_much.field == "/lines/0/quantity");
  CHECK(too_much.detail == "only 2 are left to take back");
  CHECK(refund("r3", {{"q", "", {}}}).field == "/lines/0/product_id");

  CHECK(refund("r4", {}).kind == OutcomeKind::updated);
  stored = store.records().order(kShop, "1")->order;
  CHECK(stored.lines[1].refunded == pieces(3));
  CHECK(commit_one(store, RefundOrder{"2", "", {}, {}}).kind == OutcomeKind::not_found);
}

TEST_CASE("an event with an id counts once") {
  const Standing standing;
  Store& store = *standing;
  CHECK(commit_one(store, AddEvent{simple_event("u", "e1")}).sequence == Sequence{1});
  const Outcome again = commit_one(store, AddEvent{simple_event("u", "e1")});
  CHECK(again.kind == OutcomeKind::unchanged);
  CHECK(again.sequence == Sequence{1});
  CHECK(commit_one(store, AddEvent{simple_event("u")}).sequence == Sequence{2});
  CHECK(commit_one(store, AddEvent{simple_event("u")}).sequence == Sequence{3});
}

TEST_CASE("products are put, patched and deleted") {
  const Standing standing;
  Store& store = *standing;
  Product product;
  product.product_id = "p";
  product.title = "Mug";
  CHECK(commit_one(store, PatchProduct{"p", R"({"stock":1})"}).kind == OutcomeKind::not_found);
  CHECK(commit_one(store, PutProduct{product}).kind == OutcomeKind::created);
  CHECK(commit_one(store, PutProduct{product}).kind == OutcomeKind::unchanged);
  CHECK(commit_one(store, PatchProduct{"p", R"({"stock":7})"}).kind == OutcomeKind::updated);
  CHECK(store.records().product(kShop, "p")->product.stock == 7);
  CHECK(store.records().product(kShop, "p")->product.title == "Mug");
  CHECK(commit_one(store, PatchProduct{"p", R"({"stock":7})"}).kind == OutcomeKind::unchanged);
  const Outcome bad = commit_one(store, PatchProduct{"p", R"({"stok":7})"});
  CHECK(bad.kind == OutcomeKind::invalid);
  CHECK(bad.field == "/stok");
  CHECK(commit_one(store, DeleteProduct{"p"}).kind == OutcomeKind::updated);
  CHECK(commit_one(store, DeleteProduct{"p"}).kind == OutcomeKind::not_found);
  CHECK(store.records().product(kShop, "p").error().message() == "product 'p' is unknown");
}

TEST_CASE("people are merged, unmerged and deleted with their history") {
  const Standing standing;
  Store& store = *standing;
  Order anonymous = simple_order("1", "", "p", 1);
  anonymous.anonymous_id = "a";
  commit_one(store, PlaceOrder{anonymous});
  commit_one(store, PlaceOrder{simple_order("2", "u", "p", 2)});
  CHECK(commit_one(store, MergeUser{"a", "u", false}).kind == OutcomeKind::updated);
  CHECK(commit_one(store, MergeUser{"a", "u", false}).kind == OutcomeKind::unchanged);
  CHECK(commit_one(store, MergeUser{"a", "v", false}).kind == OutcomeKind::conflict);
  CHECK(store.records().merged_into(kShop, "a") == "u");
  CHECK(store.records().orders_of(kShop, "u", 10, "")->orders.size() == 2);

  CHECK(commit_one(store, MergeUser{"a", "u", true}).kind == OutcomeKind::updated);
  CHECK(commit_one(store, MergeUser{"a", "u", true}).kind == OutcomeKind::not_found);
  CHECK(store.records().orders_of(kShop, "u", 10, "")->orders.size() == 1);

  commit_one(store, MergeUser{"a", "u", false});
  CHECK(commit_one(store, erase_user("u")).kind == OutcomeKind::updated);
  CHECK(store.records().orders_of(kShop, "u", 10, "")->orders.empty());
  CHECK(store.records().order(kShop, "1").error().kind() == ErrorKind::not_found);
  CHECK_FALSE(store.records().merged_into(kShop, "a"));
  CHECK(commit_one(store, erase_user("u")).kind == OutcomeKind::not_found);
}

TEST_CASE("so many visitors become one user, and no more") {
  const Standing standing;
  std::vector<Mutation> merges;
  for (std::size_t i = 0; i <= kMaxMerges; ++i) merges.emplace_back(MergeUser{fmt::format("a{}", i), "u"});
  const auto outcomes = (*standing).committer().commit(kShop, std::move(merges), Durability::buffered);
  REQUIRE(outcomes.ok());
  CHECK((*outcomes)[kMaxMerges - 1].kind == OutcomeKind::updated);
  CHECK(outcomes->back().kind == OutcomeKind::invalid);
  CHECK(outcomes->back().field == "/anonymous_id");
  CHECK(commit_one(*standing, MergeUser{"a0", "u", true}).kind == OutcomeKind::updated);
  CHECK(commit_one(*standing, MergeUser{"new", "u"}).kind == OutcomeKind::updated);
}

TEST_CASE("a bad mutation takes no good one with it") {
  const Standing standing;
  const auto outcomes = (*standing).committer().commit(
      kShop, {PlaceOrder{simple_order("1")}, PlaceOrder{simple_order("")}, PlaceOrder{simple_order("2")}},
      Durability::synced);
  REQUIRE(outcomes.ok());
  CHECK(outcomes->at(0).sequence == Sequence{1});
  CHECK(outcomes->at(1).kind == OutcomeKind::invalid);
  CHECK(outcomes->at(1).field == "/order_id");
  CHECK(outcomes->at(2).sequence == Sequence{2});
}

TEST_CASE("many callers share syncs, and every sequence is given once") {
  const Standing standing;
  Store& store = *standing;
  constexpr int kCallers = 16;
  constexpr int kOrders = 50;
  std::vector<std::vector<Sequence>> given(kCallers);
  std::vector<std::thread> callers;
  for (int caller = 0; caller < kCallers; ++caller) {
    callers.emplace_back([&, caller] {
      for (int i = 0; i < kOrders; ++i) {
        const std::string id = std::to_string(caller) + "-" + std::to_string(i);
        const auto outcomes =
            store.committer().commit(kShop, {PlaceOrder{simple_order(id)}}, Durability::synced);
        if (outcomes.ok()) given[static_cast<std::size_t>(caller)].push_back(outcomes->front().sequence);
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  std::set<Sequence> all;
  for (const auto& sequences : given) {
    CHECK(std::is_sorted(sequences.begin(), sequences.end()));
    all.insert(sequences.begin(), sequences.end());
  }
  CHECK(all.size() == kCallers * kOrders);
  CHECK(*all.rbegin() == Sequence{kCallers * kOrders});
  CHECK(store.committer().stats().syncs <= kCallers * kOrders);
}

TEST_CASE("a request larger than a batch is committed in batches") {
  const Standing standing;
  std::vector<Mutation> many;
  for (int i = 0; i < 2'500; ++i) many.emplace_back(AddEvent{simple_event()});
  const auto outcomes = (*standing).committer().commit(kShop, std::move(many), Durability::synced);
  REQUIRE(outcomes.ok());
  CHECK(outcomes->size() == 2'500);
  CHECK(outcomes->back().sequence == Sequence{2'500});
  CHECK((*standing).log().read(kShop, Sequence{0}, 1)->changes.size() == kMaxBatch);
}

TEST_CASE("followers see a buffered write once it is on disk") {
  const TemporaryFolder folder;
  StoreOptions options = small_options(folder.path() / "s");
  options.buffered_sync_interval = std::chrono::milliseconds(20);
  const auto store = open_store(options);
  const auto outcomes = store->committer().commit(kShop, {AddEvent{simple_event()}}, Durability::buffered);
  REQUIRE(outcomes.ok());
  CHECK(outcomes->front().sequence == Sequence{1});
  CHECK(store->log().wait_beyond(kShop, Sequence{0}, std::chrono::seconds(30)));
  CHECK(store->committer().stats().syncs >= 1);
}

TEST_CASE("a synced write shows the buffered ones before it") {
  const TemporaryFolder folder;
  StoreOptions options = small_options(folder.path() / "s");
  options.buffered_sync_interval = std::chrono::hours(1);
  const auto store = open_store(options);
  REQUIRE(store->committer().commit(kShop, {AddEvent{simple_event()}}, Durability::buffered).ok());
  CHECK(store->log().head(kShop) == Sequence{0});
  commit_one(*store, PlaceOrder{simple_order("1")});
  CHECK(store->log().head(kShop) == Sequence{2});
  REQUIRE(store->committer().commit(kShop, {AddEvent{simple_event()}}, Durability::buffered).ok());
  REQUIRE(store->committer().sync().ok());
  CHECK(store->log().head(kShop) == Sequence{3});
}

// A large write: one order waits for 100 ms in all, which a busy machine may spend on a pause of 1 ms.
TEST_CASE("writes wait for a learner that is too far behind") {
  const Standing standing;
  Store& store = *standing;
  std::atomic<int> asked{0};
  store.committer().set_lag_gate(
      [&](ShopId, WriteSize) { return std::chrono::milliseconds(++asked < 4 ? 1 : 0); });
  std::vector<Mutation> many;
  for (std::size_t i = 0; i <= kSmallWrite; ++i)
    many.emplace_back(PlaceOrder{simple_order(std::to_string(i))});
  CHECK(store.committer().commit(kShop, std::move(many), Durability::synced).ok());
  CHECK(asked == 4);
}

TEST_CASE("a small write that would wait long for the learner is refused without a wait") {
  const Standing standing;
  Store& store = *standing;
  std::atomic<int> asked{0};
  store.committer().set_lag_gate([&](ShopId, WriteSize size) {
    ++asked;
    return longest_lag_wait(size) + std::chrono::milliseconds(1);
  });
  const auto refused = store.committer().commit(kShop, {PlaceOrder{simple_order("1")}}, Durability::synced);
  REQUIRE(!refused.ok());
  CHECK(refused.error().kind() == ErrorKind::busy);
  CHECK(asked == 1);  // it has not waited and asked again
  CHECK(store.committer().stats().refused_busy == 1);
}

TEST_CASE("a stalled learner refuses orders; of a large write it is asked as of one") {
  const Standing standing;
  Store& store = *standing;
  std::atomic<bool> large{false};
  store.committer().set_lag_gate([&](ShopId, WriteSize size) {
    large = size == WriteSize::large;
    return std::chrono::milliseconds(size == WriteSize::large ? 0 : 60'000);
  });
  CHECK(!store.committer().commit(kShop, {PlaceOrder{simple_order("1")}}, Durability::synced).ok());
  std::vector<Mutation> many;
  for (std::size_t i = 0; i <= kSmallWrite; ++i)
    many.emplace_back(PlaceOrder{simple_order("bulk-" + std::to_string(i))});
  CHECK(store.committer().commit(kShop, std::move(many), Durability::synced).ok());
  CHECK(large);
}

TEST_CASE("more than may wait is refused as busy") {
  const TemporaryFolder folder;
  StoreOptions options = small_options(folder.path() / "s");
  options.queue_mutations = 1;
  const auto store = open_store(options);
  std::atomic<int> good{0}, busy{0}, other{0};
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 8; ++caller) {
    callers.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        const auto outcomes =
            store->committer().commit(kShop, {AddEvent{simple_event()}}, Durability::synced);
        if (outcomes.ok()) {
          ++good;
        } else if (outcomes.error().kind() == ErrorKind::busy) {
          ++busy;
        } else {
          ++other;
        }
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  CHECK(other == 0);
  CHECK(good + busy == 400);
  CHECK(store->log().head(kShop) == Sequence{static_cast<std::uint64_t>(good)});
  CHECK(store->committer().stats().refused_busy == static_cast<std::uint64_t>(busy));
}

TEST_CASE("a store that is open read-only refuses writes") {
  const TemporaryFolder folder;
  StoreOptions options = small_options(folder.path() / "s");
  {
    const auto store = open_store(options);
    commit_one(*store, PlaceOrder{simple_order("1")});
  }
  options.read_only = true;
  const auto store = open_store(options);
  CHECK(store->records().order(kShop, "1").ok());
  const auto refused = store->committer().commit(kShop, {PlaceOrder{simple_order("2")}}, Durability::synced);
  REQUIRE(!refused.ok());
  CHECK(refused.error().kind() == ErrorKind::denied);
}

}  // namespace
}  // namespace suggestd::store
