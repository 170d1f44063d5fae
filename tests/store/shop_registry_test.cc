#include "store/shop_registry.h"

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

}  // namespace
}  // namespace suggestd::store
