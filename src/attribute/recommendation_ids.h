// The ids of answered lists. An id tells the list's placement and its time: no table of lists has to be kept,
// and an id means the same after a restart.
//
//   ULID (base/unique_id.h): 48 bits milliseconds | 48 random | 16 placement | 16 check
//   the same, wide:          48 bits milliseconds | 24 random | 24 placement | 0xFFFF | 16 check
//
// Placement  a scenario, numbered from kFirstScenario for ever at its first definition; or, for a list
//            without a scenario, 1 + its ListKind. Names and numbers are rows of store/tables/meta_table.h.
//            The scenarios after the first 65,000 are told by wide ids.
// Check      a hash of the rest under a secret of this shop, so that a foreign id is not taken for one of
//            ours (one in 65,536 is). It keeps mistakes out, not an attacker who holds the shop's key anyway.
// Threads    any.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/mutex.h"
#include "base/result.h"
#include "base/unique_id.h"
#include "recommend/request.h"
#include "store/tables/meta_table.h"

namespace suggestd::shop {

enum class PlacementNumber : std::uint32_t {};

// The place where a list was shown: under a scenario's name or, without one, as the list of its kind.
struct Placement {
  std::string scenario;  // "" for none
  recommend::ListKind list = recommend::ListKind::for_you;
};

// The meaning of an id.
struct ListOrigin {
  IdBits bits{};
  PlacementNumber placement{};
  Timestamp at{};
};

class RecommendationIds {
 public:
  // Requires: `meta` outlives the ids. Errors: those of the store.
  static Result<std::unique_ptr<RecommendationIds>> open(store::MetaTable& meta, ShopId shop);

  // Numbers a scenario; the number is on disk when this returns. Errors: of the store; no_space after some
  // 16 million names.
  Status add_scenario(std::string_view name);

  // Requires: add_scenario(scenario) has succeeded, or `scenario` is "".
  std::string make(std::string_view scenario, recommend::ListKind list) const;
  // Nothing if the id is not one of this shop's.
  std::optional<ListOrigin> read(std::string_view recommendation_id) const;

  // Nothing if no such scenario was ever defined.
  std::optional<PlacementNumber> find(std::string_view scenario) const;
  // All placements: the kinds of lists, then the scenarios in the order of their definition.
  std::map<PlacementNumber, Placement> all() const;

 private:
  RecommendationIds(store::MetaTable& meta, ShopId shop) : meta_(meta), shop_(shop) {}
  Status load();
  std::uint16_t check_of(const IdBits& bits) const;

  store::MetaTable& meta_;
  const ShopId shop_;
  std::uint64_t secret_ = 0;   // constant after open()
  mutable SharedMutex mutex_;  // held exclusively while a number is stored
  std::map<std::string, PlacementNumber, std::less<>> numbers_ SUGGESTD_GUARDED_BY(mutex_);
};

}  // namespace suggestd::shop
