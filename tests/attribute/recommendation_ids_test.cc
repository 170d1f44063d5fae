#include "attribute/recommendation_ids.h"

#include <fmt/format.h>
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

TEST_CASE("an id that an earlier version gave means the same") {
  const TemporaryFolder folder;
  const auto store = store::open_store(store::small_options(folder.path() / "s"));
  REQUIRE(store->meta().put("recommendation_id/1/secret", "8 bytes.").ok());
  REQUIRE(store->meta().put("recommendation_id/1/number/00064", "home").ok());
  const auto ids = *RecommendationIds::open(store->meta(), kShop);
  const auto read = ids->read("01M8CA3NSMRBH4EMPQRR041Z36");
  REQUIRE(read.has_value());
  CHECK(ids->all().at(read->placement).scenario == "home");
  CHECK(to_rfc3339(read->at) == "2026-11-26T16:13:09.3Z");
}

TEST_CASE("scenarios after the first 65,000 are told by ids, too") {
  const TemporaryFolder folder;
  const auto store = store::open_store(store::small_options(folder.path() / "s"));
  const std::string key = fmt::format("recommendation_id/{}/number/", number(kShop));
  constexpr std::uint32_t kBefore = 65'535 - 64 - 1;
  for (std::uint32_t i = 0; i < kBefore; ++i)
    REQUIRE(store->meta().put(fmt::format("{}{:05}", key, 64 + i), fmt::format("old{}", i)).ok());
  std::vector<std::string> ids_of;
  for (const bool again : {false, true}) {
    const auto ids = *RecommendationIds::open(store->meta(), kShop);
    for (int i = 0; i < 3; ++i) {
      const std::string name = fmt::format("late{}", i);
      REQUIRE(ids->add_scenario(name).ok());
      if (!again) ids_of.push_back(ids->make(name, ListKind::for_you));
      const auto read = ids->read(ids_of.at(static_cast<std::size_t>(i)));
      REQUIRE(read.has_value());
      CHECK(ids->all().at(read->placement).scenario == name);
    }
  }
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
