#include "access/shopper_keys.h"

#include "access/limits.h"
#include "access/signed_tokens.h"
#include "store/temporary_store.h"

namespace suggestd::http {
namespace {

ShopperKey key_named(const std::string& name, TokenAlgorithm algorithm) {
  return {name, Signer(algorithm).verification_key(), Timestamp(std::chrono::seconds(1'800'000'000))};
}

TEST_CASE("keys of each algorithm are there after a start") {
  const store::TemporaryFolder folder;
  const auto store = store::open_store(store::small_options(folder.path() / "s"));
  std::vector<std::string> pems;
  {
    const auto keys = *ShopperKeys::open(store->meta(), ShopId{1});
    for (const auto algorithm :
         {TokenAlgorithm::hs256, TokenAlgorithm::rs256, TokenAlgorithm::es256, TokenAlgorithm::eddsa}) {
      const ShopperKey key = key_named(std::string(token_algorithm_name(algorithm)), algorithm);
      pems.push_back(key.key.pem());
      const auto added = keys->put(key);
      REQUIRE(added.ok());
      CHECK(*added);
    }
  }
  const auto keys = *ShopperKeys::open(store->meta(), ShopId{1});
  REQUIRE(keys->list().size() == 4);
  CHECK(keys->find("HS256")->key.secret() == kSecret);
  CHECK(keys->find("RS256")->key.pem() == pems[1]);
  CHECK(keys->find("ES256")->key.pem() == pems[2]);
  CHECK(keys->find("EdDSA")->key.pem() == pems[3]);
  CHECK(keys->find("EdDSA")->created == Timestamp(std::chrono::seconds(1'800'000'000)));
}

TEST_CASE("a key of one shop is none of another, and a removed one is gone") {
  const store::TemporaryFolder folder;
  const auto store = store::open_store(store::small_options(folder.path() / "s"));
  const auto first = *ShopperKeys::open(store->meta(), ShopId{1});
  const auto eleventh = *ShopperKeys::open(store->meta(), ShopId{11});
  REQUIRE(first->put(key_named("k", TokenAlgorithm::hs256)).ok());
  CHECK(eleventh->find("k") == nullptr);
  CHECK((*ShopperKeys::open(store->meta(), ShopId{11}))->list().empty());
  CHECK(eleventh->remove("k").error().kind() == ErrorKind::not_found);
  CHECK(first->remove("k").ok());
  CHECK(first->find("k") == nullptr);
  CHECK((*ShopperKeys::open(store->meta(), ShopId{1}))->list().empty());
}

TEST_CASE("a shop has so many keys, and may replace one of them") {
  const store::TemporaryFolder folder;
  const auto store = store::open_store(store::small_options(folder.path() / "s"));
  const auto keys = *ShopperKeys::open(store->meta(), ShopId{1});
  for (std::uint64_t i = 0; i < limits::kShopperKeys.most; ++i)
    REQUIRE(keys->put(key_named(std::to_string(i), TokenAlgorithm::hs256)).ok());
  const auto beyond = keys->put(key_named("more", TokenAlgorithm::hs256));
  REQUIRE_FALSE(beyond.ok());
  CHECK(beyond.error().kind() == ErrorKind::conflict);
  const auto replaced = keys->put(key_named("0", TokenAlgorithm::eddsa));
  REQUIRE(replaced.ok());
  CHECK_FALSE(*replaced);
  CHECK(keys->find("0")->key.algorithm() == TokenAlgorithm::eddsa);
}

}  // namespace
}  // namespace suggestd::http
