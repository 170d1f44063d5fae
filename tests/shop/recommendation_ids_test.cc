#include "shop/recommendation_ids.h"

#include <catch2/catch.hpp>

#include "store/temporary_store.h"

namespace suggestd::shop {
namespace {

using recommend::ListKind;
using store::kShop;
using store::TemporaryFolder;

TEST_CASE("an id says which placement its list was made for, also after a restart") {
  const TemporaryFolder folder;
  std::string home;
  std::string cart;
  std::string plain;
  {
    const auto store = store::open_store(store::small_options(folder.path() / "s"));
    const auto ids = *RecommendationIds::open(store->meta(), kShop);
    REQUIRE(ids->add_scenario("home").ok());
    REQUIRE(ids->add_scenario("cart").ok());
    home = ids->make("home", ListKind::for_you);
    cart = ids->make("cart", ListKind::for_you);
    plain = ids->make("", ListKind::trending);
    CHECK(home.size() == 26);
  }
  const auto store = store::open_store(store::small_options(folder.path() / "s"));
  const auto ids = *RecommendationIds::open(store->meta(), kShop);
  REQUIRE(ids->add_scenario("third").ok());
  REQUIRE(ids->add_scenario("home").ok());
  const auto all = ids->all();
  CHECK(all.at(ids->read(home)->placement).scenario == "home");
  CHECK(all.at(ids->read(cart)->placement).scenario == "cart");
  CHECK(all.at(ids->read(ids->make("third", {}))->placement).scenario == "third");
  CHECK(all.at(ids->read(plain)->placement).list == ListKind::trending);
  CHECK(all.at(ids->read(plain)->placement).scenario.empty());
  CHECK(now() - ids->read(home)->at < std::chrono::minutes(5));
}

TEST_CASE("an id of another shop, or of nobody, is not taken for one of ours") {
  const TemporaryFolder folder;
  const auto store = store::open_store(store::small_options(folder.path() / "s"));
  const auto ours = *RecommendationIds::open(store->meta(), kShop);
  const auto others = *RecommendationIds::open(store->meta(), ShopId{2});
  int taken = 0;
  for (int i = 0; i < 100; ++i) {
    if (ours->read(others->make("", ListKind::popular))) ++taken;
    if (ours->read(to_ulid(make_id_bits()))) ++taken;
    CHECK(ours->read(ours->make("", ListKind::popular)).has_value());
  }
  CHECK(taken <= 2);  // one of 65,536
  for (const char* text : {"", "home", "01JABCDEFGHJKMNPQRSTVWXYZI", "81JABCDEFGHJKMNPQRSTVWXYZ0"}) {
    CHECK_FALSE(ours->read(text));
  }
}

}  // namespace
}  // namespace suggestd::shop
