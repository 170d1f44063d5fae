// A shop's scenarios: kept in the store as rule documents, so that the change log tells of each change, and
// read by every list request. Beside them stand their versions, to look back at and to go back to.
//
// Versions  counted from 1 for each name; a removal is one too, and a name that comes back counts on. The
// last
//           kVersionsKept are kept, in store/meta_table.h.
// File      [[scenario]] tables of the configuration are put at start if they differ from what the file said
//           at the last start: what was changed by API since stands until the file changes.
// Threads   any. Readers take an immutable map; writers are serialised.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "recommend/scenario.h"
#include "shop/recommendation_ids.h"
#include "store/store.h"

namespace suggestd::shop {

struct ScenarioVersion {
  std::uint64_t version = 0;
  Timestamp at{};
  std::string json;  // "" for a removal
};

class ScenarioBook {
 public:
  struct Entry {
    std::shared_ptr<const recommend::Scenario> scenario;
    std::uint64_t version = 0;
  };
  using Map = std::map<std::string, Entry, std::less<>>;
  static constexpr std::size_t kVersionsKept = 100;

  // Each scenario gets its number in `ids`. Requires: `store` and `ids` outlive the book.
  static Result<std::unique_ptr<ScenarioBook>> open(store::Store& store, ShopId shop, RecommendationIds& ids);

  std::shared_ptr<const Map> all() const;
  // Errors: not_found, naming the scenarios that there are.
  Result<Entry> find(std::string_view name) const;

  // Stores and puts into force. `expected`: the version that must be in force, 0 for none; nothing: any.
  // Errors: conflict if another is; those of the commit.
  Result<Outcome> put(const recommend::Scenario& scenario, std::optional<std::uint64_t> expected);
  Result<Outcome> remove(std::string_view name, std::optional<std::uint64_t> expected);

  // Newest first; also of a removed scenario. Errors: not_found if there never was one.
  Result<std::vector<ScenarioVersion>> versions(std::string_view name) const;

  // JSON documents as in recommend/scenario.h, with a member "name". Errors: as parse_scenario.
  Status put_from_file(std::span<const std::string> documents);

 private:
  ScenarioBook(store::Store& store, ShopId shop, RecommendationIds& ids)
      : store_(store), shop_(shop), ids_(ids) {}
  Result<Outcome> commit(Mutation mutation);
  Status check_expected(std::string_view name, std::optional<std::uint64_t> expected) const;
  // The number of the version it stored.
  Result<std::uint64_t> keep_version(std::string_view name, std::string_view json);
  Status number_stored(Map& map);
  void replace(std::string_view name, Entry entry);

  store::Store& store_;
  ShopId shop_;
  RecommendationIds& ids_;
  std::mutex writing_;
  mutable std::mutex reading_;                                // held to copy a pointer
  std::shared_ptr<const Map> map_ = std::make_shared<Map>();  // guarded by reading_
};

}  // namespace suggestd::shop
