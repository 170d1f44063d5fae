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

TEST_CASE("versions that an earlier version stored are read") {
  const store::TemporaryFolder folder;
  const Book at(folder.path());
  REQUIRE(at.store->meta()
              .put("scenario_version/1/old/0000000007", R"(2026-11-21T10:00:00Z {"list":"popular"})")
              .ok());
  const auto versions = *at.book->versions("old");
  REQUIRE(versions.size() == 1);
  CHECK(versions[0].version == 7);
  CHECK(to_rfc3339(versions[0].at) == "2026-11-21T10:00:00Z");
  CHECK(versions[0].json == R"({"list":"popular"})");
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
  CHECK(*at.book->put_from_file(file) == std::vector<std::string>{"home"});
  REQUIRE(at.book->put(scenario(ListKind::trending), std::nullopt).ok());
  CHECK(at.book->put_from_file(file)->empty());
  CHECK(at.book->find("home")->scenario->list == ListKind::trending);
  const std::vector<std::string> changed = {R"({"name":"home","list":"new"})"};
  REQUIRE(at.book->put_from_file(changed).ok());
  CHECK(at.book->find("home")->scenario->list == ListKind::new_arrivals);
  const std::vector<std::string> nameless = {R"({"list":"new"})"};
  CHECK(at.book->put_from_file(nameless).error().message() == "/name: is missing");
}

TEST_CASE("a shop has only so many scenarios in force, and of a bounded length") {
  const store::TemporaryFolder folder;
  const Book at(folder.path());
  for (std::size_t i = 0; i < ScenarioBook::kMostScenarios; ++i)
    REQUIRE(at.book->put(scenario(ListKind::popular, "s" + std::to_string(i)), std::nullopt).ok());
  CHECK(at.book->put(scenario(ListKind::popular, "more"), std::nullopt).error().kind() == ErrorKind::invalid);
  CHECK(at.book->put(scenario(ListKind::trending, "s7"), std::nullopt).ok());
  REQUIRE(at.book->remove("s7", std::nullopt).ok());
  CHECK(at.book->put(scenario(ListKind::popular, "more"), std::nullopt).ok());
  Scenario large = scenario(ListKind::popular, "more");
  large.properties = std::string(ScenarioBook::kMostBytes, 'x');
  CHECK(at.book->put(large, std::nullopt).error().kind() == ErrorKind::invalid);
  // The error for an unknown name does not list all the names that there are.
  CHECK(at.book->find("nobody").error().message().size() < 1'000);
}

TEST_CASE("versions come in parts, the newest first") {
  const store::TemporaryFolder folder;
  const Book at(folder.path());
  for (int i = 0; i < 7; ++i) {
    Scenario one = scenario(ListKind::popular);
    one.properties = std::string(1'000, static_cast<char>('a' + i));
    REQUIRE(at.book->put(one, std::nullopt).ok());
  }
  VersionRange range;
  range.limit = 3;
  auto part = *at.book->versions("home", range);
  REQUIRE(part.size() == 3);
  CHECK(part.front().version == 7);
  range.before = part.back().version;
  range.limit = 100;
  range.bytes = 2'500;
  part = *at.book->versions("home", range);
  CHECK(part.size() == 2);
  CHECK(part.front().version == 4);
  range.bytes = 1;
  CHECK(at.book->versions("home", range)->size() == 1);
}

}  // namespace
}  // namespace suggestd::shop
