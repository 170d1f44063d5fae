// A person is erased from a store: from its reads, its log and its files, for good.
#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>
#include <set>

#include "store/backup/backup.h"
#include "store/commit/redaction.h"
#include "store/erasure/eraser.h"
#include "store/erasure/ledger.h"
#include "store/tables/kept_lists.h"
#include "store/temporary_store.h"

namespace suggestd::store {
namespace {

constexpr FollowerId kFollower{1};

class Fixture {
 public:
  Fixture() { open(); }

  void open() {
    store.reset();
    StoreOptions options = small_options(folder_.path() / "s");
    options.compress = false;
    store = open_store(options);
    if (!store->shops().find("default")) REQUIRE(store->shops().create("default").ok());
  }

  Outcome commit(Mutation mutation) { return commit_one(*store, std::move(mutation)); }

  Eraser eraser() {
    static constexpr FollowerId kAll[] = {kFollower};
    const auto none_exported = [](ShopId, const ErasureReceipt&,
                                  const std::function<Status()>& forget) -> Result<bool> {
      if (Status forgotten = forget(); !forgotten) return std::move(forgotten).error();
      return true;
    };
    return {*store, kAll, none_exported, {}};
  }

  void erase_to_the_end(const std::string& user_id) {
    REQUIRE(commit(erase_user(user_id)).kind == OutcomeKind::updated);
    Eraser worker = eraser();
    REQUIRE(*worker.advance(kShop));
    const ShopId shops[] = {kShop};
    REQUIRE(worker.rewrite(shops).ok());
  }

  // Files of the store in which the text stands.
  std::set<std::string> files_with(std::string_view text) const {
    std::set<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path() / "s")) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
      if (bytes.find(text) != std::string::npos) found.insert(entry.path().filename().string());
    }
    return found;
  }

  const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;

 public:
  std::unique_ptr<Store> store;
};

Order order_of(const std::string& id, const std::string& user) { return simple_order(id, user); }

TEST_CASE("an erased person's records become stubs that keep place and kind") {
  Fixture fixture;
  fixture.commit(PlaceOrder{order_of("theirs", "gone")});
  fixture.commit(PlaceOrder{order_of("other", "stays")});
  fixture.commit(AddEvent{simple_event("gone", "event")});
  fixture.commit(CancelOrder{"theirs", {}});
  fixture.erase_to_the_end("gone");

  const std::vector<Change> log = read_all(fixture.store->log());
  REQUIRE(log.size() == 6);
  for (const std::size_t place : {0, 2, 3}) {
    CHECK(is_stub(log[place]));
    CHECK(std::holds_alternative<Deleted>(log[place].payload));
    CHECK(log[place].id.empty());
  }
  CHECK(log[0].kind == ChangeKind::order);
  CHECK(log[2].kind == ChangeKind::event);
  CHECK(log[1].id == "other");
  CHECK(std::get<Erasure>(log[4].payload) == Erasure{"receipt", {}, {}, {}});
  CHECK(std::get<Erasure>(log[5].payload).stubs ==
        std::vector<SequenceRange>{{Sequence{1}, Sequence{1}}, {Sequence{3}, Sequence{4}}});
  const auto receipt = read_receipt(fixture.store->meta(), kShop, "receipt");
  REQUIRE(receipt.ok());
  CHECK(receipt->phase == ErasurePhase::done);
  CHECK(receipt->order_records == 2);
  CHECK(receipt->event_records == 1);
  CHECK(receipt->people.empty());
}

TEST_CASE("no file of the store holds a text of an erased person") {
  Fixture fixture;
  Order order = order_of("order-7f3a", "user-91bc");
  order.properties = R"({"note":"gift-5d2e"})";
  fixture.commit(PlaceOrder{order});
  fixture.commit(RefundOrder{"order-7f3a", "refund-66aa", {}, {}});
  fixture.commit(AddEvent{simple_event("user-91bc", "event-3c4d")});
  fixture.commit(MergeUser{"device-8e9f", "user-91bc", false});
  for (int i = 0; i < 100; ++i) fixture.commit(PlaceOrder{order_of("other-" + std::to_string(i), "stays")});
  KeptLists lists(fixture.store->meta(), kShop);
  REQUIRE(lists.write("spring", {{"user-91bc", "given-2b7d"}, {"stays", "given-0000"}}));
  fixture.open();  // from here on they lie in table files too
  REQUIRE_FALSE(fixture.files_with("gift-5d2e").empty());
  REQUIRE_FALSE(fixture.files_with("given-2b7d").empty());
  fixture.erase_to_the_end("user-91bc");
  for (const char* text :
       {"order-7f3a", "user-91bc", "gift-5d2e", "refund-66aa", "event-3c4d", "device-8e9f", "given-2b7d"}) {
    CHECK(fixture.files_with(text) == std::set<std::string>());
  }
  CHECK_FALSE(fixture.files_with("other-1").empty());
  CHECK_FALSE(fixture.files_with("given-0000").empty());
}

TEST_CASE("what was erased is ignored when it comes again, and what is new is taken") {
  Fixture fixture;
  fixture.commit(PlaceOrder{order_of("theirs", "gone")});
  fixture.commit(AddEvent{simple_event("gone", "event")});
  fixture.erase_to_the_end("gone");
  fixture.open();
  CHECK(fixture.commit(PlaceOrder{order_of("theirs", "gone")}).kind == OutcomeKind::ignored_erased);
  CHECK(fixture.commit(ChangeOrder{order_of("theirs", "gone")}).kind == OutcomeKind::ignored_erased);
  CHECK(fixture.commit(CancelOrder{"theirs", {}}).kind == OutcomeKind::ignored_erased);
  CHECK(fixture.commit(RefundOrder{"theirs", "", {}, {}}).kind == OutcomeKind::ignored_erased);
  CHECK(fixture.commit(AddEvent{simple_event("gone", "event")}).kind == OutcomeKind::ignored_erased);
  CHECK(fixture.commit(AddEvent{simple_event("gone")}).kind == OutcomeKind::ignored_erased);
  CHECK(fixture.commit(PlaceOrder{order_of("late", "gone")}).kind == OutcomeKind::ignored_erased);

  Order back = order_of("back", "gone");
  back.placed_at = now() + std::chrono::minutes(1);
  CHECK(fixture.commit(PlaceOrder{back}).kind == OutcomeKind::created);
  CHECK(fixture.commit(AddEvent{simple_event("gone"), /*at_given=*/false}).kind == OutcomeKind::created);
  CHECK(fixture.commit(CancelOrder{"never", {}}).kind == OutcomeKind::not_found);
}

TEST_CASE("a person who is back before the erasure is carried out keeps what is new") {
  Fixture fixture;
  fixture.commit(PlaceOrder{order_of("theirs", "gone")});
  REQUIRE(fixture.commit(erase_user("gone")).kind == OutcomeKind::updated);
  Order back = order_of("back", "gone");
  back.placed_at = now() + std::chrono::minutes(1);
  REQUIRE(fixture.commit(PlaceOrder{back}).kind == OutcomeKind::created);
  REQUIRE(*fixture.eraser().advance(kShop));
  CHECK(fixture.store->records().order(kShop, "back").ok());
  CHECK(fixture.commit(CancelOrder{"back", {}}).kind == OutcomeKind::updated);
  CHECK(is_stub(read_all(fixture.store->log()).front()));
}

TEST_CASE("names are told until every follower has stored a later checkpoint") {
  Fixture fixture;
  fixture.commit(PlaceOrder{order_of("theirs", "gone")});
  FollowerState& state = fixture.store->follower_state(kFollower);
  REQUIRE(state.write_checkpoint(kShop, {Epoch{1}, Sequence{1}}, {{"row", "value"}}).ok());
  REQUIRE(fixture.commit(erase_user("gone")).kind == OutcomeKind::updated);
  Eraser eraser = fixture.eraser();
  CHECK_FALSE(*eraser.advance(kShop));
  const auto named = std::get<Erasure>(read_all(fixture.store->log()).at(1).payload);
  CHECK(named.people == std::vector<PersonId>{{PersonIdKind::user, "gone"}});
  CHECK(named.order_ids == std::vector<std::string>{"theirs"});
  REQUIRE(state.write_checkpoint(kShop, {Epoch{1}, Sequence{2}}, {{"row", "value"}}).ok());
  CHECK(*eraser.advance(kShop));
  CHECK(std::get<Erasure>(read_all(fixture.store->log()).at(1).payload).people.empty());
}

TEST_CASE("an order that became another's stays theirs, without the one before") {
  Fixture fixture;
  fixture.commit(PlaceOrder{order_of("moved", "gone")});
  Order moved = order_of("moved", "stays");
  moved.anonymous_id = "device";
  fixture.commit(ChangeOrder{moved});
  fixture.commit(MergeUser{"device", "gone", false});
  fixture.erase_to_the_end("gone");
  const auto stored = fixture.store->records().order(kShop, "moved");
  REQUIRE(stored.ok());
  CHECK(stored->order.user_id == "stays");
  CHECK(stored->order.anonymous_id.empty());
  const std::vector<Change> log = read_all(fixture.store->log());
  CHECK(is_stub(log[0]));
  CHECK_FALSE(std::get<OrderChange>(log[1].payload).before.has_value());
}

TEST_CASE("a restored backup that is older than an erasure does not bring the person back") {
  Fixture fixture;
  const auto backups = fixture.folder() / "backups";
  fixture.commit(PlaceOrder{order_of("theirs", "gone")});
  fixture.commit(PlaceOrder{order_of("other", "stays")});
  REQUIRE(create_backup(*fixture.store, backups, {}).ok());
  fixture.erase_to_the_end("gone");
  REQUIRE(write_ledger(*fixture.store, backups).ok());

  const auto restored = restore_backup(backups, {}, fixture.folder() / "restored");
  if (!restored) FAIL(restored.error().message());
  CHECK(restored->erased_again == 1);
  const auto store = open_store(small_options(fixture.folder() / "restored"));
  CHECK_FALSE(store->records().order(kShop, "theirs").ok());
  CHECK(store->records().order(kShop, "other").ok());
  CHECK(commit_one(*store, PlaceOrder{order_of("theirs", "gone")}).kind == OutcomeKind::ignored_erased);

  std::ofstream(backups / kLedgerFile, std::ios::app) << "x";
  CHECK(restore_backup(backups, {}, fixture.folder() / "damaged").error().kind() == ErrorKind::corrupt);
  std::filesystem::remove(backups / kLedgerFile);
  CHECK_FALSE(restore_backup(backups, {}, fixture.folder() / "unknown")->erased_again.has_value());
}

}  // namespace
}  // namespace suggestd::store
