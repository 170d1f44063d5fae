#include "store/tables/consumers.h"

#include <catch2/catch.hpp>

#include "store/tables/limits.h"
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

TEST_CASE("a consumer that retention has passed by is told so, and when it was last heard of") {
  const TemporaryFolder folder;
  const auto store = open_store(small_options(folder.path() / "s"));
  for (int i = 0; i < 5; ++i) commit_one(*store, AddEvent{simple_event()});
  Consumers& consumers = store->consumers();
  const Timestamp before = now() - std::chrono::seconds(1);
  REQUIRE(consumers.put(kShop, "a", at(4), "").ok());
  REQUIRE(consumers.put(kShop, "b", at(2), "").ok());
  CHECK(consumers.get(kShop, "a")->stored_at >= before);
  CHECK_FALSE(consumers.get(kShop, "b")->cut_off);

  RetentionPolicy policy;
  policy[static_cast<std::size_t>(ChangeKind::event)].age = std::chrono::hours(1);
  REQUIRE(store->retention().apply(kShop, policy, Sequence{4}, now() + std::chrono::hours(2)).ok());
  CHECK_FALSE(consumers.get(kShop, "a")->cut_off);
  CHECK(consumers.get(kShop, "b")->cut_off);

  REQUIRE(consumers.remove(kShop, "b").ok());
  CHECK(consumers.all(kShop)->size() == 1);
  CHECK(consumers.remove(kShop, "b").error().kind() == ErrorKind::not_found);
}

TEST_CASE("a consumer stored by the first version can be read") {
  const TemporaryFolder folder;
  const auto store = open_store(small_options(folder.path() / "s"));
  for (int i = 0; i < 3; ++i) commit_one(*store, AddEvent{simple_event()});
  REQUIRE(store->meta().replace("consumers/1/old", std::nullopt, "7 1:2").ok());
  const Result<Consumer> old = store->consumers().get(kShop, "old");
  REQUIRE(old.ok());
  CHECK(old->etag == "7");
  CHECK(old->position == at(2));
  CHECK(old->stored_at == Timestamp{});
}

TEST_CASE("a shop has only so many consumers, and one that is deleted makes room") {
  const TemporaryFolder folder;
  const auto store = open_store(small_options(folder.path() / "s"));
  Consumers& consumers = store->consumers();
  for (std::size_t i = 0; i < limits::kConsumers.most; ++i)
    REQUIRE(store->meta().put("consumers/1/c" + std::to_string(i), "1 1:0 0").ok());
  CHECK(consumers.put(kShop, "one more", at(0), "").error().kind() == ErrorKind::conflict);
  CHECK(consumers.put(kShop, "c1", at(0), "").ok());
  REQUIRE(consumers.remove(kShop, "c2").ok());
  CHECK(consumers.put(kShop, "one more", at(0), "").ok());
}

}  // namespace
}  // namespace suggestd::store
