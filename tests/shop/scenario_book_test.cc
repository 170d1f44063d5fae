#include "shop/scenario_book.h"

#include <catch2/catch.hpp>

#include "store/temporary_store.h"

namespace suggestd::shop {
namespace {

using recommend::ListKind;
using recommend::Scenario;
using store::kShop;

struct Book {
  explicit Book(const std::filesystem::path& folder)
      : store(store::open_store(store::small_options(folder / "s"))),
        ids(*RecommendationIds::open(store->meta(), kShop)),
        book(*ScenarioBook::open(*store, kShop, *ids)) {}

  std::unique_ptr<store::Store> store;
  std::unique_ptr<RecommendationIds> ids;
  std::unique_ptr<ScenarioBook> book;
};

Scenario scenario(ListKind list, const std::string& name = "home") {
  Scenario made;
  made.name = name;
  made.list = list;
  return made;
}

TEST_CASE("a scenario's versions count on over changes, removal and restarts") {
  const store::TemporaryFolder folder;
  {
    const Book at(folder.path());
    REQUIRE(at.book->put(scenario(ListKind::popular), 0).ok());
    REQUIRE(at.book->put(scenario(ListKind::popular), std::nullopt)->kind == OutcomeKind::unchanged);
    REQUIRE(at.book->put(scenario(ListKind::trending), 1).ok());
    CHECK(at.book->put(scenario(ListKind::popular), 1).error().kind() == ErrorKind::conflict);
    CHECK(at.book->put(scenario(ListKind::popular), 0).error().kind() == ErrorKind::conflict);
    REQUIRE(at.book->put(scenario(ListKind::popular, "home/sub"), 0).ok());
    REQUIRE(at.book->remove("home", 2).ok());
  }
  const Book at(folder.path());
  CHECK_FALSE(at.book->find("home").ok());
  REQUIRE(at.book->put(scenario(ListKind::similar), std::nullopt).ok());
  CHECK(at.book->find("home")->version == 4);
  CHECK(at.book->find("home/sub")->version == 1);
  const auto versions = *at.book->versions("home");
  REQUIRE(versions.size() == 4);
  CHECK(versions[1].json.empty());
  CHECK(recommend::parse_scenario("home", versions[2].json)->list == ListKind::trending);
  CHECK(at.book->versions("other").error().kind() == ErrorKind::not_found);
}

TEST_CASE("only so many versions are kept") {
  const store::TemporaryFolder folder;
  const Book at(folder.path());
  for (std::size_t i = 0; i < ScenarioBook::kVersionsKept + 5; ++i) {
    REQUIRE(at.book->put(scenario(i % 2 == 0 ? ListKind::popular : ListKind::trending), std::nullopt).ok());
  }
  const auto versions = *at.book->versions("home");
  CHECK(versions.size() == ScenarioBook::kVersionsKept);
  CHECK(versions.front().version == ScenarioBook::kVersionsKept + 5);
}

TEST_CASE("the file's scenario is put once, and again when the file changes") {
  const store::TemporaryFolder folder;
  const Book at(folder.path());
  const std::vector<std::string> file = {R"({"name":"home","list":"popular"})"};
  REQUIRE(at.book->put_from_file(file).ok());
  REQUIRE(at.book->put(scenario(ListKind::trending), std::nullopt).ok());
  REQUIRE(at.book->put_from_file(file).ok());
  CHECK(at.book->find("home")->scenario->list == ListKind::trending);
  const std::vector<std::string> changed = {R"({"name":"home","list":"new"})"};
  REQUIRE(at.book->put_from_file(changed).ok());
  CHECK(at.book->find("home")->scenario->list == ListKind::new_arrivals);
  const std::vector<std::string> nameless = {R"({"list":"new"})"};
  CHECK(at.book->put_from_file(nameless).error().message() == "/name: is missing");
}

}  // namespace
}  // namespace suggestd::shop
