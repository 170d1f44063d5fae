#include "shop/shops.h"

#include <catch2/catch.hpp>

#include "records/consent.h"
#include "store/temporary_store.h"

namespace suggestd::shop {
namespace {

const store::ShopRegistry::Edit kRequire = [](store::ShopEntry& entry) -> Status {
  entry.settings = R"({"mode":"open","consent":"required"})";
  return {};
};
const store::ShopRegistry::Edit kAssume = [](store::ShopEntry& entry) -> Status {
  entry.settings = R"({"mode":"open"})";
  return {};
};

struct Server {
  explicit Server(const std::filesystem::path& folder) {
    auto opened = Shops::open(store::small_options(folder), {}, {}, {}, StandardSettings());
    if (!opened) FAIL(opened.error().message());
    shops = *std::move(opened);
    id = shops->find("default")->id();
  }
  bool required() const { return shops->store().records().rule(id, kConsentRequiredDocument).ok(); }
  Sequence head() const { return shops->find("default")->head().sequence; }

  std::unique_ptr<Shops> shops;
  ShopId id{};
};

TEST_CASE("the rule on consent is a record of the log as soon as the settings have it, and once") {
  const store::TemporaryFolder folder;
  Server server(folder.path() / "s");
  CHECK_FALSE(server.required());
  REQUIRE(server.shops->change("default", kRequire).ok());
  CHECK(server.required());
  const Sequence written = server.head();
  REQUIRE(server.shops->change("default", kRequire).ok());
  CHECK(server.head() == written);
  REQUIRE(server.shops->change("default", kAssume).ok());
  CHECK_FALSE(server.required());
}

TEST_CASE("settings that a crash kept out of the log are in it when the shop is open again") {
  const store::TemporaryFolder folder;
  for (const bool required : {true, false}) {
    {
      const auto store = store::open_store(store::small_options(folder.path() / "s"));
      if (store->shops().all().empty()) REQUIRE(store->shops().create("default").ok());
      REQUIRE(store->shops().change("default", required ? kRequire : kAssume).ok());
    }
    const Server server(folder.path() / "s");
    CHECK(server.required() == required);
  }
}

}  // namespace
}  // namespace suggestd::shop
