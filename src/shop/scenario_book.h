// A shop's scenarios: kept in the store as rule documents, so that the change log tells of each change, and
// read by every list request.
//
// Versions  an etag is the sequence of the log record that wrote the scenario.
// Threads   any. Readers take an immutable map; writers are serialised.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"
#include "recommend/scenario.h"
#include "shop/recommendation_ids.h"
#include "store/store.h"

namespace suggestd::shop {

class ScenarioBook {
 public:
  using Map = std::map<std::string, std::shared_ptr<const recommend::Scenario>, std::less<>>;

  // Each scenario gets its number in `ids`. Requires: `store` and `ids` outlive the book.
  static Result<std::unique_ptr<ScenarioBook>> open(store::Store& store, ShopId shop, RecommendationIds& ids);

  std::shared_ptr<const Map> all() const;
  // Errors: not_found, naming the scenarios that there are.
  Result<std::shared_ptr<const recommend::Scenario>> find(std::string_view name) const;

  // Stores and puts into force. Errors: those of the commit.
  Result<Outcome> put(const recommend::Scenario& scenario);
  Result<Outcome> remove(std::string_view name);

 private:
  ScenarioBook(store::Store& store, ShopId shop, RecommendationIds& ids)
      : store_(store), shop_(shop), ids_(ids) {}
  Result<Outcome> commit(Mutation mutation);
  void replace(std::string_view name, std::shared_ptr<const recommend::Scenario> scenario);

  store::Store& store_;
  ShopId shop_;
  RecommendationIds& ids_;
  std::mutex writing_;
  mutable std::mutex reading_;                                // held to copy a pointer
  std::shared_ptr<const Map> map_ = std::make_shared<Map>();  // guarded by reading_
};

}  // namespace suggestd::shop
