#include "store/tables/shop_registry.h"

#include <catch2/catch.hpp>

#include "store/temporary_store.h"

namespace suggestd::store {
namespace {

TEST_CASE("a shop keeps its number") {
  const TemporaryFolder folder;
  {
    const auto store = open_store(small_options(folder.path() / "s"));
    CHECK(*store->shops().create("first") == ShopId{1});
    CHECK(*store->shops().create("second") == ShopId{2});
    CHECK(store->shops().create("first").error().message() == "there is a shop 'first' already");
    CHECK(store->shops().create("").error().kind() == ErrorKind::invalid);
  }
  const auto store = open_store(small_options(folder.path() / "s"));
  CHECK(store->shops().find("second") == ShopId{2});
  CHECK_FALSE(store->shops().find("third"));
  CHECK(*store->shops().create("third") == ShopId{3});
  const std::vector<ShopEntry> all = store->shops().all();
  REQUIRE(all.size() == 3);
  CHECK(all[1].name == "second");
}

TEST_CASE("a shop and what is stored with it are there together, or neither is") {
  const TemporaryFolder folder;
  ShopEntry wanted;
  wanted.name = "theirs";
  wanted.settings = R"({"time_zone":"Europe/Berlin"})";
  wanted.registered = true;
  {
    const auto store = open_store(small_options(folder.path() / "s"));
    const auto fails = [](const MetaRow&) -> Status { return conflict("the person's address is taken"); };
    CHECK(store->shops().create(wanted, fails).error().message() == "the person's address is taken");
    CHECK_FALSE(store->shops().find("theirs"));
    const auto both = [&](const MetaRow& row) {
      return store->meta().put_all(std::vector<MetaRow>{row, {"accounts/a1", "{}"}});
    };
    CHECK(*store->shops().create(wanted, both) == ShopId{1});
    CHECK(store->shops().create(wanted, both).error().kind() == ErrorKind::conflict);
  }
  const auto store = open_store(small_options(folder.path() / "s"));
  const auto shop = store->shops().entry("theirs");
  REQUIRE(shop.ok());
  CHECK(shop->registered);
  CHECK(shop->settings == wanted.settings);
  CHECK(*store->meta().get("accounts/a1") == "{}");
  REQUIRE(store->shops().create("ours").ok());
  CHECK_FALSE(store->shops().entry("ours")->registered);
}

TEST_CASE("a change of a shop is on disk, counts on, and keeps its number and name") {
  const TemporaryFolder folder;
  {
    const auto store = open_store(small_options(folder.path() / "s"));
    REQUIRE(store->shops().create("first").ok());
    CHECK(store->shops().entry("first")->version == 1);
    const auto suspend = [](ShopEntry& shop) {
      shop.suspended = true;
      shop.settings = R"({"mode":"open"})";
      return Status();
    };
    CHECK(store->shops().change("first", suspend)->version == 2);
    const auto refuse = [](ShopEntry& shop) -> Status {
      shop.suspended = false;
      return conflict("not now");
    };
    CHECK(store->shops().change("first", refuse).error().kind() == ErrorKind::conflict);
    CHECK(store->shops().change("none", suspend).error().kind() == ErrorKind::not_found);
  }
  const auto store = open_store(small_options(folder.path() / "s"));
  const ShopEntry shop = *store->shops().entry("first");
  CHECK(shop.id == ShopId{1});
  CHECK(shop.suspended);
  CHECK(shop.settings == R"({"mode":"open"})");
  CHECK(shop.version == 2);
}

TEST_CASE("rows of shops that earlier versions wrote are read") {
  const TemporaryFolder folder;
  {
    const auto store = open_store(small_options(folder.path() / "s"));
    REQUIRE(store->meta().put("shops/old", "7").ok());
    REQUIRE(store->meta()
                .put("shops/later", R"({"created":"2026-11-26T10:00:00Z","number":8,"suspended":true})")
                .ok());
  }
  const auto store = open_store(small_options(folder.path() / "s"));
  CHECK(store->shops().find("old") == ShopId{7});
  const ShopEntry later = *store->shops().entry("later");
  CHECK(later.suspended);
  CHECK(later.version == 1);
  CHECK(to_rfc3339(*later.created) == "2026-11-26T10:00:00Z");
}

}  // namespace
}  // namespace suggestd::store
