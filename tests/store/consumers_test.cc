#include "store/consumers.h"

#include <catch2/catch.hpp>

#include "store/temporary_store.h"

namespace suggestd::store {
namespace {

Position at(std::uint64_t sequence, std::uint32_t epoch = 1) { return {Epoch{epoch}, Sequence{sequence}}; }

TEST_CASE("a consumer's position is kept, and two writers are kept apart") {
  const TemporaryFolder folder;
  const auto store = open_store(small_options(folder.path() / "s"));
  for (int i = 0; i < 5; ++i) commit_one(*store, AddEvent{simple_event()});
  Consumers& consumers = store->consumers();
  CHECK(consumers.get(kShop, "mirror").error().kind() == ErrorKind::not_found);

  const Result<Consumer> created = consumers.put(kShop, "mirror", at(2), "");
  REQUIRE(created.ok());
  CHECK(created->lag_records == 3);
  CHECK(created->lag_seconds > 0);

  const Result<Consumer> moved = consumers.put(kShop, "mirror", at(5), created->etag);
  REQUIRE(moved.ok());
  CHECK(moved->lag_records == 0);
  CHECK(moved->lag_seconds == 0);
  CHECK(moved->etag != created->etag);

  const Result<Consumer> stale = consumers.put(kShop, "mirror", at(4), created->etag);
  REQUIRE(!stale.ok());
  CHECK(stale.error().message() == "consumer 'mirror' has changed since it was read");
  CHECK(consumers.get(kShop, "mirror")->position == at(5));
}

TEST_CASE("a position that can't be is refused") {
  const TemporaryFolder folder;
  const auto store = open_store(small_options(folder.path() / "s"));
  Consumers& consumers = store->consumers();
  CHECK(consumers.put(kShop, "mirror", at(1), "").error().kind() == ErrorKind::invalid);
  CHECK(consumers.put(kShop, "mirror", at(0, 2), "").error().kind() == ErrorKind::conflict);
  CHECK(consumers.put(kShop, "", at(0), "").error().kind() == ErrorKind::invalid);
  CHECK(consumers.put(kShop, "mirror", at(0), "7").error().kind() == ErrorKind::conflict);
}

TEST_CASE("the slowest consumer is known") {
  const TemporaryFolder folder;
  const auto store = open_store(small_options(folder.path() / "s"));
  for (int i = 0; i < 5; ++i) commit_one(*store, AddEvent{simple_event()});
  Consumers& consumers = store->consumers();
  CHECK_FALSE(consumers.slowest(kShop)->has_value());
  REQUIRE(consumers.put(kShop, "a", at(4), "").ok());
  REQUIRE(consumers.put(kShop, "b", at(2), "").ok());
  CHECK(*consumers.slowest(kShop) == Sequence{2});
  REQUIRE(consumers.remove(kShop, "b").ok());
  CHECK(*consumers.slowest(kShop) == Sequence{4});
  CHECK(consumers.all(kShop)->size() == 1);
  CHECK(consumers.remove(kShop, "b").error().kind() == ErrorKind::not_found);
}

}  // namespace
}  // namespace suggestd::store
