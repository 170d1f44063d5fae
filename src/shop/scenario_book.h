// A shop's scenarios: kept in the store as rule documents, so that the change log tells of each change, and
// read by every list request. Beside them stand their versions, to look back at and to go back to.
//
// Versions  counted from 1 for each name; a removal is one too, and a name that comes back counts on. The
//           last kVersionsKept are kept, in store/tables/meta_table.h.
// File      [[scenario]] tables of the configuration are put at start and at a reload if they differ from the tables
//           that were put last: changes by the API stay until the file changes.
// Threads   any. Readers take an immutable map; writers are serialised.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attribute/recommendation_ids.h"
#include "base/mutex.h"
#include "base/result.h"
#include "recommend/merchandise/scenario.h"
#include "store/store.h"

namespace suggestd::shop {

struct ScenarioVersion {
  std::uint64_t version = 0;
  Timestamp at{};
  std::string json;  // "" for a removal
  std::string by;    // an account's address or a key's id; "": the configuration, or a version of 0.1.0
};

// A part of a scenario's versions: the newest before `before`, at least one, up to `limit` versions or about
// `bytes` of JSON.
struct VersionRange {
  std::uint64_t before = std::numeric_limits<std::uint64_t>::max();
  std::size_t limit = std::numeric_limits<std::size_t>::max();
  std::size_t bytes = std::numeric_limits<std::size_t>::max();
};

class ScenarioBook {
 public:
  struct Entry {
    std::shared_ptr<const recommend::Scenario> scenario;
    std::uint64_t version = 0;
  };
  using Map = std::map<std::string, Entry, std::less<>>;
  static constexpr std::size_t kVersionsKept = 100;
  static constexpr std::size_t kMostScenarios = 1'000;              // in force at once
  static constexpr std::size_t kMostBytes = std::size_t{1} << 20U;  // of one as JSON

  // Each scenario gets its number in `ids`. Requires: `store` and `ids` outlive the book.
  static Result<std::unique_ptr<ScenarioBook>> open(store::Store& store, ShopId shop, RecommendationIds& ids);

  std::shared_ptr<const Map> all() const;
  // Errors: not_found, naming the scenarios that there are.
  Result<Entry> find(std::string_view name) const;

  // Stores and puts into force. `expected`: the version that must be in force, 0 for none; nothing: any.
  // Errors: conflict if another is; invalid if kMostScenarios are in force, or for one of more than
  // kMostBytes; those of the commit.
  Result<Outcome> put(const recommend::Scenario& scenario, std::optional<std::uint64_t> expected);
  // The same, made once for a token, by somebody; without a token, as put().
  struct Written {
    Outcome outcome;
    std::uint64_t version = 0;  // in force afterwards
    bool repeated = false;      // it was made before
  };
  Result<Written> put_once(const recommend::Scenario& scenario, std::optional<std::uint64_t> expected,
                           const store::Repeat& repeat, std::string_view by);
  // The result of put_once() under this token; nothing if it was not made.
  Result<std::optional<Written>> put_before(const store::Repeat& repeat) const;
  Result<Outcome> remove(std::string_view name, std::optional<std::uint64_t> expected,
                         std::string_view by = {});

  // Newest first; also of a removed scenario. Errors: not_found if there never was one, or none in that part.
  Result<std::vector<ScenarioVersion>> versions(std::string_view name, const VersionRange& range = {}) const;

  // Puts what the file has changed, and returns the names. JSON documents as in recommend/merchandise/scenario.h,
  // with a member "name". Errors: as parse_scenario and put; the documents before the refused one are in force then.
  Result<std::vector<std::string>> put_from_file(std::span<const std::string> documents);

 private:
  ScenarioBook(store::Store& store, ShopId shop, RecommendationIds& ids)
      : store_(store), shop_(shop), ids_(ids) {}
  Result<Outcome> commit(Mutation mutation, const store::Repeat& repeat = {});
  Result<std::uint64_t> next_version(std::string_view name) const;
  Status check_expected(std::string_view name, std::optional<std::uint64_t> expected) const;
  Status check_room(std::string_view name, std::size_t bytes) const;
  // Returns the number of the version that it stored.
  Result<std::uint64_t> keep_version(std::string_view name, std::string_view json, std::string_view by);
  Status number_stored(Map& map);
  void replace(std::string_view name, Entry entry);

  store::Store& store_;
  ShopId shop_;
  RecommendationIds& ids_;
  Mutex writing_;
  mutable Mutex reading_;  // held to copy a pointer
  std::shared_ptr<const Map> map_ SUGGESTD_GUARDED_BY(reading_) = std::make_shared<Map>();
};

}  // namespace suggestd::shop
