// The same id with other content is a conflict that names the field, for all that has an id of its own.
#include <catch2/catch.hpp>

#include "records/user_json.h"
#include "store/temporary_store.h"

namespace suggestd::store {
namespace {

class Fixture {
 public:
  Fixture() : store(open_store(small_options(folder_.path() / "s"))) {
    REQUIRE(store->shops().create("default").ok());
  }
  Outcome commit(Mutation mutation) { return commit_one(*store, std::move(mutation)); }

 private:
  TemporaryFolder folder_;

 public:
  std::unique_ptr<Store> store;
};

RefundOrder refund(std::vector<RefundLine> lines, std::optional<Timestamp> at = {}) {
  return {"o", "r", std::move(lines), at};
}

TEST_CASE("a refund id with other lines or another time is a conflict") {
  Fixture fixture;
  fixture.commit(PlaceOrder{simple_order("o")});
  const std::string product = simple_order("o").lines[0].product_id;
  const RefundLine part{product, "", Quantity{1}};
  REQUIRE(fixture.commit(refund({part})).kind == OutcomeKind::updated);
  CHECK(fixture.commit(refund({part})).kind == OutcomeKind::unchanged);
  const Outcome whole = fixture.commit(refund({}));
  CHECK(whole.kind == OutcomeKind::conflict);
  CHECK(whole.field == "/lines");
  const Outcome later = fixture.commit(refund({part}, simple_order("o").placed_at));
  CHECK(later.kind == OutcomeKind::conflict);
  CHECK(later.field == "/at");
}

TEST_CASE("an event id with other content is a conflict, but for a time that nobody gave") {
  Fixture fixture;
  Event event = simple_event("u", "e");
  REQUIRE(fixture.commit(AddEvent{event}).kind == OutcomeKind::created);
  CHECK(fixture.commit(AddEvent{event}).kind == OutcomeKind::unchanged);
  Event later = event;
  later.at += std::chrono::hours(1);
  CHECK(fixture.commit(AddEvent{later, /*at_given=*/false}).kind == OutcomeKind::unchanged);
  CHECK(fixture.commit(AddEvent{later}).field == "/at");
  Event other = event;
  other.product_id = "another";
  const Outcome conflict = fixture.commit(AddEvent{other});
  CHECK(conflict.kind == OutcomeKind::conflict);
  CHECK(conflict.field == "/product_id");
}

TEST_CASE("a version without updated_at does not overtake one that has it") {
  Fixture fixture;
  Order order = simple_order("o");
  order.updated_at = order.placed_at;
  fixture.commit(PlaceOrder{order});
  Order without = order;
  without.updated_at.reset();
  without.status = "sent";
  const Outcome outcome = fixture.commit(ChangeOrder{without});
  CHECK(outcome.kind == OutcomeKind::ignored_older);
  CHECK(outcome.field == "/updated_at");
}

TEST_CASE("a patch of a user changes what it names") {
  Fixture fixture;
  CHECK(fixture.commit(PatchUser{"u", R"({"profiling":false})"}).kind == OutcomeKind::not_found);
  fixture.commit(PutUser{*parse_user(R"({"user_id":"u","email_hash":"h","properties":{"size":"S","a":1}})")});
  CHECK(fixture.commit(PatchUser{"u", R"({"profiling":false,"properties":{"a":null}})"}).kind ==
        OutcomeKind::updated);
  const Result<StoredUser> stored = fixture.store->records().user(ShopId{1}, "u");
  REQUIRE(stored.ok());
  CHECK(to_json(stored->user) ==
        R"({"user_id":"u","email_hash":"h","properties":{"size":"S"},"profiling":false})");
  CHECK(fixture.commit(PatchUser{"u", R"({"profiling":"no"})"}).field == "/profiling");
  CHECK(fixture.commit(PatchUser{"u", R"({"profiling":false})"}).kind == OutcomeKind::unchanged);
}

}  // namespace
}  // namespace suggestd::store
