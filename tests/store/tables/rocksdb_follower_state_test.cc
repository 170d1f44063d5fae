#include "store/tables/rocksdb_follower_state.h"

#include <filesystem>
#include <fstream>
#include <map>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "store/temporary_store.h"

namespace suggestd::store {
namespace {

std::map<std::string, std::string> rows_of(const FollowerState& state, ShopId shop, std::string_view prefix) {
  std::map<std::string, std::string> rows;
  REQUIRE(state
              .for_each(shop, prefix,
                        [&](std::string_view key, std::string_view value) -> Status {
                          rows.emplace(key, value);
                          return {};
                        })
              .ok());
  return rows;
}

TEST_CASE("a checkpoint is its rows and its position") {
  const TemporaryFolder folder;
  {
    const auto store = open_store(small_options(folder.path() / "s"));
    FollowerState& state = store->follower_state(FollowerId{1});
    CHECK(*state.applied(kShop) == Position{Epoch{1}, Sequence{0}});
    REQUIRE(
        state.write_checkpoint(kShop, {Epoch{1}, Sequence{7}}, {{"a1", "x"}, {"a2", "y"}, {"b1", "z"}}).ok());
    REQUIRE(state.write_checkpoint(kShop, {Epoch{1}, Sequence{9}}, {{"a1", "w"}, {"a2", ""}}).ok());
    REQUIRE(state.write_checkpoint(ShopId{2}, {Epoch{1}, Sequence{3}}, {{"a9", "q"}}).ok());
  }
  const auto store = open_store(small_options(folder.path() / "s"));
  FollowerState& state = store->follower_state(FollowerId{1});
  CHECK(*state.applied(kShop) == Position{Epoch{1}, Sequence{9}});
  CHECK(rows_of(state, kShop, "a") == std::map<std::string, std::string>{{"a1", "w"}});
  CHECK(rows_of(state, kShop, "").size() == 2);

  REQUIRE(state.clear(kShop).ok());
  CHECK(*state.applied(kShop) == Position{Epoch{1}, Sequence{0}});
  CHECK(rows_of(state, kShop, "").empty());
  CHECK(rows_of(state, ShopId{2}, "").size() == 1);
}

// 1,000 rows of 1,000 bytes: so large that the state ingests them instead of writing them through the log.
std::vector<StateRow> many_rows(const std::string& value) {
  std::vector<StateRow> rows;
  for (int i = 0; i < 1'000; ++i)
    rows.push_back({fmt::format("a{:04}", 999 - i), value + std::string(1'000, '.')});
  return rows;
}

TEST_CASE("a large checkpoint is one too, above and below small ones") {
  const TemporaryFolder folder;
  const auto first_letter = [](const FollowerState& state, std::string_view key) {
    const auto value = state.get(kShop, key);
    return *value ? (**value).substr(0, 1) : std::string();
  };
  {
    const auto store = open_store(small_options(folder.path() / "s"));
    FollowerState& state = store->follower_state(FollowerId{1});
    REQUIRE(state.write_checkpoint(kShop, {Epoch{1}, Sequence{1}}, {{"a0001", "old"}, {"b", "kept"}}).ok());
    REQUIRE(state.write_checkpoint(kShop, {Epoch{1}, Sequence{2}}, many_rows("x")).ok());
    CHECK(first_letter(state, "a0001") == "x");
    REQUIRE(state.write_checkpoint(kShop, {Epoch{1}, Sequence{3}}, {{"a0002", "new"}}).ok());
    std::vector<StateRow> rows = many_rows("y");
    rows[0].value.clear();  // a0999
    REQUIRE(state.write_checkpoint(kShop, {Epoch{1}, Sequence{4}}, rows).ok());
    REQUIRE(state.write_checkpoint(kShop, {Epoch{1}, Sequence{5}}, {{"a0003", "new"}}).ok());
  }
  std::ofstream(folder.path() / "s" / "db" / "7.part") << "half a file of a crashed process";
  const auto store = open_store(small_options(folder.path() / "s"));
  const FollowerState& state = store->follower_state(FollowerId{1});
  CHECK(*state.applied(kShop) == Position{Epoch{1}, Sequence{5}});
  CHECK(rows_of(state, kShop, "").size() == 1'000);
  CHECK(first_letter(state, "a0002") == "y");
  CHECK(first_letter(state, "a0003") == "n");
  CHECK(first_letter(state, "a0999").empty());
  CHECK(first_letter(state, "b") == "k");
  CHECK_FALSE(std::filesystem::exists(folder.path() / "s" / "db" / "7.part"));
}

}  // namespace
}  // namespace suggestd::store
