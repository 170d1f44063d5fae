#include "store/tables/meta_table.h"

#include <catch2/catch.hpp>

#include "store/temporary_store.h"

namespace suggestd::store {
namespace {

TEST_CASE("what is put is there after a reopening, and can be listed by prefix") {
  const TemporaryFolder folder;
  {
    const auto store = open_store(small_options(folder.path() / "s"));
    for (const char* key : {"keys/b", "keys/a", "keyring", "other"})
      REQUIRE(store->meta().put(key, "1").ok());
    REQUIRE(store->meta().remove("other").ok());
  }
  const auto store = open_store(small_options(folder.path() / "s"));
  std::vector<std::string> keys;
  REQUIRE(store->meta()
              .for_each("keys/",
                        [&](std::string_view key, std::string_view) -> Status {
                          keys.emplace_back(key);
                          return {};
                        })
              .ok());
  CHECK(keys == std::vector<std::string>{"keys/a", "keys/b"});
  CHECK(*store->meta().get("keys/a") == "1");
  CHECK_FALSE(store->meta().get("other")->has_value());
}

TEST_CASE("a range of keys goes without its end") {
  const TemporaryFolder folder;
  const auto store = open_store(small_options(folder.path() / "s"));
  for (const std::string_view key : {"a/1", "a/2", "a/3", "b"}) REQUIRE(store->meta().put(key, "x").ok());
  REQUIRE(store->meta().remove_range("a/", "a/3").ok());
  CHECK_FALSE(store->meta().get("a/1")->has_value());
  CHECK_FALSE(store->meta().get("a/2")->has_value());
  CHECK(store->meta().get("a/3")->has_value());
  CHECK(store->meta().get("b")->has_value());
}

TEST_CASE("a replacement happens only if nothing changed in between") {
  const TemporaryFolder folder;
  const auto store = open_store(small_options(folder.path() / "s"));
  MetaTable& meta = store->meta();
  CHECK(*meta.replace("k", std::nullopt, "1"));
  CHECK_FALSE(*meta.replace("k", std::nullopt, "2"));
  CHECK_FALSE(*meta.replace("k", "0", "2"));
  CHECK(*meta.replace("k", "1", "2"));
  CHECK(**meta.get("k") == "2");
}

}  // namespace
}  // namespace suggestd::store
