#include "store/tables/rocksdb_follower_state.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <new>
#include <thread>

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

// More than are read before another thread reads ahead, and more bytes than that thread is ahead with.
constexpr int kManyRows = 5'000;

std::vector<StateRow> rows_for_a_reader_ahead() {
  std::vector<StateRow> rows;
  for (int i = 0; i < kManyRows; ++i)
    rows.push_back({fmt::format("a{:05}", i), fmt::format("{}{}", i, std::string(1'000, '.'))});
  rows.push_back({"b", "of another kind"});
  return rows;
}

TEST_CASE("a long scan tells every row once, in order, in the caller's thread") {
  const TemporaryFolder folder;
  const auto store = open_store(small_options(folder.path() / "s"));
  FollowerState& state = store->follower_state(FollowerId{1});
  REQUIRE(state.write_checkpoint(kShop, {Epoch{1}, Sequence{7}}, rows_for_a_reader_ahead()).ok());
  const std::thread::id caller = std::this_thread::get_id();
  int seen = 0;
  REQUIRE(state
              .for_each(kShop, "a",
                        [&](std::string_view key, std::string_view value) -> Status {
                          CHECK(key == fmt::format("a{:05}", seen));
                          CHECK(value == fmt::format("{}{}", seen, std::string(1'000, '.')));
                          CHECK(std::this_thread::get_id() == caller);
                          ++seen;
                          return {};
                        })
              .ok());
  CHECK(seen == kManyRows);
}

TEST_CASE("whoever ends a long scan early is told no more") {
  const TemporaryFolder folder;
  const auto store = open_store(small_options(folder.path() / "s"));
  FollowerState& state = store->follower_state(FollowerId{1});
  REQUIRE(state.write_checkpoint(kShop, {Epoch{1}, Sequence{7}}, rows_for_a_reader_ahead()).ok());
  const auto scan_to = [&](int last, const std::function<void()>& at_last) {
    int seen = 0;
    return state.for_each(kShop, "a", [&](std::string_view, std::string_view) -> Status {
      CHECK(seen <= last);
      if (seen++ < last) return {};
      at_last();
      return Error(ErrorKind::corrupt, "enough");
    });
  };
  for (const int last : {0, 1'999, 2'000, 4'000}) {
    const Status ended = scan_to(last, [] {});
    REQUIRE_FALSE(ended.ok());
    CHECK(ended.error().message() == "enough");
  }
  CHECK_THROWS_AS(scan_to(4'000, [] { throw std::bad_alloc(); }), std::bad_alloc);
}

}  // namespace
}  // namespace suggestd::store
