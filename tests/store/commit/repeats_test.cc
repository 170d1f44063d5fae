#include "store/commit/repeats.h"

#include <algorithm>
#include <thread>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "base/hex.h"

#include "store/disk/database.h"
#include "store/disk/keys.h"
#include "store/temporary_store.h"

namespace suggestd::store {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

RepeatToken token(const std::string& name, std::uint64_t fingerprint = 7, std::uint32_t part = 0) {
  return {name, fingerprint, part, "a note"};
}

Result<CommittedOnce> commit(Store& store, std::vector<Mutation> mutations, RepeatToken with,
                             ShopId shop = kShop) {
  return store.committer().commit_once(shop, std::move(mutations), Durability::synced, {}, std::move(with));
}

RefundOrder refund_of(const std::string& order_id) {
  RefundOrder refund;
  refund.order_id = order_id;
  refund.lines.push_back({"p", "", pieces(1)});
  return refund;
}

bool same(const std::vector<Outcome>& a, const std::vector<Outcome>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Outcome& x, const Outcome& y) {
    return x.kind == y.kind && x.sequence == y.sequence && x.field == y.field && x.detail == y.detail;
  });
}

TEST_CASE("a commit under a token is made once, also after the store was opened anew") {
  const TemporaryFolder folder;
  auto store = open_store(small_options(folder.path() / "s"));
  const auto first = commit(*store, {AddEvent{simple_event()}, CancelOrder{"none", {}}}, token("k"));
  REQUIRE(first.ok());
  CHECK_FALSE(first->repeated);
  CHECK(first->last == Sequence{1});
  for (const bool anew : {false, true}) {
    if (anew) {
      store.reset();
      store = open_store(small_options(folder.path() / "s"));
    }
    const auto again = commit(*store, {AddEvent{simple_event()}, CancelOrder{"none", {}}}, token("k"));
    REQUIRE(again.ok());
    CHECK(again->repeated);
    CHECK(same(again->outcomes, first->outcomes));
    CHECK(again->last == first->last);
    CHECK(again->note == "a note");
    CHECK(store->log().head(kShop) == Sequence{1});
  }
}

TEST_CASE("a refund without an id is made once under a token, even if the first time is in the same group") {
  const TemporaryFolder folder;
  auto store = open_store(small_options(folder.path() / "s"));
  commit_one(*store, PlaceOrder{simple_order("1")});
  std::vector<std::thread> senders;
  for (int sender = 0; sender < 4; ++sender) {
    senders.emplace_back([&] { (void)commit(*store, {refund_of("1")}, token("k")); });
  }
  for (std::thread& sender : senders) sender.join();
  CHECK(store->records().order(kShop, "1")->order.lines[0].refunded == pieces(1));
}

TEST_CASE("what was refused altogether is not kept and may end otherwise") {
  const TemporaryFolder folder;
  auto store = open_store(small_options(folder.path() / "s"));
  const auto early = commit(*store, {refund_of("1")}, token("k"));
  REQUIRE(early.ok());
  CHECK(early->outcomes[0].kind == OutcomeKind::not_found);
  commit_one(*store, PlaceOrder{simple_order("1")});
  const auto later = commit(*store, {refund_of("1")}, token("k"));
  REQUIRE(later.ok());
  CHECK(later->outcomes[0].kind == OutcomeKind::updated);
  CHECK(commit(*store, {refund_of("1")}, token("k"))->repeated);
}

TEST_CASE("a token is of one request, of one shop, and of one part") {
  const TemporaryFolder folder;
  auto store = open_store(small_options(folder.path() / "s"));
  REQUIRE(commit(*store, {AddEvent{simple_event()}}, token("k")).ok());
  CHECK(commit(*store, {AddEvent{simple_event()}}, token("k", 8)).error().kind() == ErrorKind::conflict);
  CHECK(commit(*store, {}, token("k")).error().kind() == ErrorKind::conflict);
  CHECK_FALSE(commit(*store, {AddEvent{simple_event()}}, token("k"), ShopId{2})->repeated);
  CHECK_FALSE(commit(*store, {AddEvent{simple_event()}}, token("k", 7, 1))->repeated);
  CHECK_FALSE(commit(*store, {AddEvent{simple_event()}}, token("kk"))->repeated);
  CHECK(store->log().head(kShop) == Sequence{3});
  CHECK(*store->repeats().fingerprint(kShop, "k") == std::optional<std::uint64_t>(7));
  CHECK(*store->repeats().fingerprint(kShop, "") == std::nullopt);
}

TEST_CASE("a part that alone is kept gives the fingerprint away") {
  const TemporaryFolder folder;
  auto store = open_store(small_options(folder.path() / "s"));
  REQUIRE(commit(*store, {AddEvent{simple_event()}}, token("k", 9, 3)).ok());
  CHECK(*store->repeats().fingerprint(kShop, "k") == std::optional<std::uint64_t>(9));
}

TEST_CASE("a commit without mutations keeps its note") {
  const TemporaryFolder folder;
  auto store = open_store(small_options(folder.path() / "s"));
  REQUIRE(commit(*store, {}, token("k")).ok());
  const auto kept = store->repeats().find(kShop, "k");
  REQUIRE((kept.ok() && kept->has_value()));
  CHECK((*kept)->note == "a note");
  CHECK(store->log().head(kShop) == Sequence{0});
}

// A store whose answers age by a clock of the test.
struct Ageing {
  Ageing() : store(open_store(small_options(folder.path() / "s"))) {
    if (store->shops().all().empty()) REQUIRE(store->shops().create("default").ok());
    open();
  }

  void open() {
    repeats.reset();
    repeats = *Repeats::open(store->database(), store->meta(), store->shops(), [this] { return now; });
  }
  void pass(std::chrono::steady_clock::duration time) {
    now += time;
    REQUIRE(repeats->age().ok());
  }
  bool knows(const std::string& name) const { return repeats->find(kShop, name)->has_value(); }

  TemporaryFolder folder;
  std::unique_ptr<Store> store;
  std::chrono::steady_clock::time_point now{};
  std::unique_ptr<Repeats> repeats;
};

TEST_CASE("a name is remembered for a day of the server's time at least, and then goes") {
  Ageing at;
  at.pass(hours(0));
  REQUIRE(commit(*at.store, {AddEvent{simple_event()}}, token("k")).ok());  // in generation 1
  at.pass(hours(24) - minutes(1));
  CHECK(at.knows("k"));
  at.pass(minutes(1));
  CHECK(at.knows("k"));
  at.pass(hours(23));
  CHECK(at.knows("k"));
  at.pass(hours(1));
  CHECK_FALSE(at.knows("k"));
  CHECK(at.store->records().order(kShop, "none").error().kind() == ErrorKind::not_found);
  // The kept row is gone, not only out of sight; the event's own id must stay.
  std::size_t rows = 0;
  REQUIRE(at.store->database()
              .for_each(Family::once, shop_prefix(kShop).append("k"),
                        [&](std::string_view, std::string_view) {
                          ++rows;
                          return Status();
                        })
              .ok());
  CHECK(rows == 0);
}

TEST_CASE("the time of the server adds up over restarts") {
  Ageing at;
  at.pass(hours(0));
  REQUIRE(commit(*at.store, {AddEvent{simple_event()}}, token("k")).ok());
  for (int restart = 0; restart < 47; ++restart) {
    at.pass(hours(1));
    at.open();
  }
  CHECK(at.knows("k"));
  at.pass(hours(1));
  CHECK_FALSE(at.knows("k"));
}

TEST_CASE("answers that 0.1.0 kept go and do no harm") {
  Ageing at;
  REQUIRE(at.store->meta()
              .put("answer/00020783/0123456789ab/view-1",
                   R"({"request":1,"status":201,"body":"{}","type":"application/json; charset=utf-8"})")
              .ok());
  REQUIRE(at.store->meta().put("answers", "another owner's").ok());
  at.pass(hours(0));
  CHECK_FALSE(at.knows("0123456789ab/view-1"));
  CHECK_FALSE(at.store->meta().get("answer/00020783/0123456789ab/view-1")->has_value());
  CHECK(at.store->meta().get("answers")->has_value());
}

TEST_CASE("kept outcomes keep their form on disk") {
  KeptOutcomes kept{7, Sequence{300}, {{OutcomeKind::created, Sequence{300}, "", ""}}, "n"};
  kept.outcomes.push_back({OutcomeKind::conflict, Sequence{0}, "/lines", "why"});
  const std::string row = encode_kept_outcomes(kept);
  CHECK(hex(row) == "020704ac0207016e0905020004ac0209110204040007062f6c696e65730903776879");
  const auto read = decode_kept_outcomes(row);
  REQUIRE(read.ok());
  CHECK(read->fingerprint == kept.fingerprint);
  CHECK(read->last == kept.last);
  CHECK(read->note == kept.note);
  CHECK(same(read->outcomes, kept.outcomes));
  for (std::size_t length = 1; length < row.size(); ++length)
    (void)decode_kept_outcomes(std::string_view(row).substr(0, length));
  CHECK(decode_kept_outcomes("\xff").error().kind() == ErrorKind::corrupt);
}

}  // namespace
}  // namespace suggestd::store
