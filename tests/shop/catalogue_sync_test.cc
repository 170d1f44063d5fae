#include "shop/catalogue_sync.h"

#include <catch2/catch.hpp>

#include "store/temporary_store.h"

namespace suggestd::shop {
namespace {

using store::kShop;

class Syncing {
 public:
  explicit Syncing(int products, std::chrono::seconds idle = std::chrono::minutes(5))
      : syncs_(*store_, kShop, CatalogueSyncOptions{0.5, idle}) {
    for (int i = 0; i < products; ++i) {
      store::commit_one(*store_, PutProduct{store::simple_product("p" + std::to_string(i))});
    }
  }
  CatalogueSyncs& syncs() { return syncs_; }
  store::Store& store() { return *store_; }

 private:
  store::TemporaryFolder folder_;
  std::unique_ptr<store::Store> store_ = store::open_store(store::small_options(folder_.path() / "s"));
  CatalogueSyncs syncs_;
};

TEST_CASE("what was not sent is to be hidden, and nothing else") {
  Syncing shop(4);
  Product hidden = store::simple_product("hidden");
  hidden.hidden = true;
  store::commit_one(shop.store(), PutProduct{hidden});
  const auto started = shop.syncs().start();
  REQUIRE(started.ok());
  CHECK(started->products == 4);
  store::commit_one(shop.store(), PutProduct{store::simple_product("meanwhile")});
  // The last two lines are no products that can be stored; the second of them names one that was sent.
  REQUIRE(shop.syncs()
              .note(started->sync_id,
                    "{\"product_id\":\"p0\"}\n{\"product_id\":\"new\"}\r\n\nnonsense\n"
                    "{\"product_id\":\"p2\",\"price\":true}")
              .ok());
  const auto end = shop.syncs().plan(started->sync_id, false);
  REQUIRE(end.ok());
  CHECK(end->seen == 3);
  CHECK(end->to_hide == std::vector<std::string>{"p1", "p3"});
  REQUIRE(shop.syncs().end(started->sync_id).ok());
  CHECK(shop.syncs().plan(started->sync_id, true).error().kind() == ErrorKind::not_found);
}

TEST_CASE("hiding more than allowed has to be confirmed") {
  Syncing shop(4);
  const std::string id = shop.syncs().start()->sync_id;
  REQUIRE(shop.syncs().note(id, "{\"product_id\":\"p0\"}").ok());
  CHECK(shop.syncs().plan(id, false).error().kind() == ErrorKind::conflict);
  CHECK(shop.syncs().plan(id, true)->to_hide.size() == 3);
  REQUIRE(shop.syncs().note(id, "{\"product_id\":\"p1\"}").ok());
  CHECK(shop.syncs().plan(id, false)->to_hide.size() == 2);
}

TEST_CASE("only so many sessions are open at a time") {
  Syncing shop(1);
  std::string id;
  for (std::size_t i = 0; i < CatalogueSyncs::kMost; ++i) id = shop.syncs().start()->sync_id;
  CHECK(shop.syncs().start().error().kind() == ErrorKind::conflict);
  REQUIRE(shop.syncs().end(id).ok());
  CHECK(shop.syncs().start().ok());
}

TEST_CASE("a synchronisation that was forgotten gives way to the next one and is told so") {
  Syncing shop(1, std::chrono::seconds(0));
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < CatalogueSyncs::kMost; ++i) ids.push_back(shop.syncs().start()->sync_id);
  REQUIRE(shop.syncs().note(ids[0], "{\"product_id\":\"p0\"}").ok());  // so that the second is idle longest
  REQUIRE(shop.syncs().start().ok());
  CHECK(shop.syncs().plan(ids[0], true).ok());
  const Error told = shop.syncs().note(ids[1], "{}").error();
  CHECK(told.kind() == ErrorKind::not_found);
  CHECK(told.message().find("given up") != std::string::npos);
  for (int i = 0; i < 20; ++i) CHECK(shop.syncs().start().ok());
}

}  // namespace
}  // namespace suggestd::shop
