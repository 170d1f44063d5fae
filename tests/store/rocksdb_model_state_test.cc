#include "store/rocksdb_model_state.h"

#include <map>

#include <catch2/catch.hpp>

#include "store/temporary_store.h"

namespace suggestd::store {
namespace {

std::map<std::string, std::string> rows_of(const ModelState& state, ShopId shop, std::string_view prefix) {
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
    ModelState& state = store->model_state();
    CHECK(*state.applied(kShop) == Position{Epoch{1}, Sequence{0}});
    REQUIRE(
        state.write_checkpoint(kShop, {Epoch{1}, Sequence{7}}, {{"a1", "x"}, {"a2", "y"}, {"b1", "z"}}).ok());
    REQUIRE(state.write_checkpoint(kShop, {Epoch{1}, Sequence{9}}, {{"a1", "w"}, {"a2", ""}}).ok());
    REQUIRE(state.write_checkpoint(ShopId{2}, {Epoch{1}, Sequence{3}}, {{"a9", "q"}}).ok());
  }
  const auto store = open_store(small_options(folder.path() / "s"));
  ModelState& state = store->model_state();
  CHECK(*state.applied(kShop) == Position{Epoch{1}, Sequence{9}});
  CHECK(rows_of(state, kShop, "a") == std::map<std::string, std::string>{{"a1", "w"}});
  CHECK(rows_of(state, kShop, "").size() == 2);

  REQUIRE(state.clear(kShop).ok());
  CHECK(*state.applied(kShop) == Position{Epoch{1}, Sequence{0}});
  CHECK(rows_of(state, kShop, "").empty());
  CHECK(rows_of(state, ShopId{2}, "").size() == 1);
}

}  // namespace
}  // namespace suggestd::store
