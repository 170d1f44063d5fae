// Scenarios that are not in force yet: one draft a name, kept beside the change log, whose feed tells what is in force.
//
// Base     a draft remembers the version in force that it was begun from. It is published only while that version is still
//          in force, so that it undoes nobody's later change.
// Planned  a draft with a time is published by the server (shop/draft_publisher.h). One that could not be has no time any
//          more, and says why.
// Threads  any; writers are serialised over all shops, for drafts are few.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "shop/shop.h"
#include "store/tables/meta_table.h"

namespace suggestd::shop {

inline constexpr std::size_t kMostDrafts = 200;                        // of one shop
inline constexpr std::size_t kMostDraftBytes = std::size_t{4} << 20U;  // of all drafts of one shop, as JSON

struct ScenarioDraft {
  std::string name;
  std::string scenario;    // JSON that recommend::parse_scenario() takes
  std::uint64_t base = 0;  // 0: there was none of this name
  Timestamp saved_at{};
  std::string saved_by;  // an account's address, or a key's id
  std::optional<Timestamp> publish_at;
  std::string failure;  // why it could not be published at its time; "" if nothing failed

  bool operator==(const ScenarioDraft&) const = default;
};

// The draft that a writer expects to be there; nothing: none.
struct ExpectedDraft {
  bool checked = false;  // otherwise anything may be there
  std::optional<ScenarioDraft> before;
};

class ScenarioDrafts {
 public:
  // Requires: `meta` outlives this.
  ScenarioDrafts(store::MetaTable& meta, ShopId shop) : meta_(meta), shop_(shop) {}

  // Errors: not_found, with what to do; corrupt.
  Result<ScenarioDraft> find(std::string_view name) const;
  Result<std::vector<ScenarioDraft>> all() const;  // by name
  // On disk when it returns; false if it took the place of another. Errors: conflict if another draft is there than is
  // expected; invalid beyond kMostDrafts or kMostDraftBytes.
  Result<bool> put(const ScenarioDraft& draft, const ExpectedDraft& expected = {});
  Status remove(std::string_view name, const ExpectedDraft& expected = {});  // errors: not_found; conflict
  // Puts the draft into force as a new version of `by`, and forgets it. Errors: not_found; conflict if the version in force is not
  // the draft's base; as Shop::put_scenario.
  Result<ScenarioWrite> publish(Shop& shop, std::string_view name, WorkBudget& budget,
                                const store::Repeat& repeat, std::string_view by);

 private:
  std::string row_key(std::string_view name) const;
  Status check(std::string_view name, const ExpectedDraft& expected) const;

  store::MetaTable& meta_;
  const ShopId shop_;
};

struct DueDrafts {
  std::vector<std::pair<ShopId, ScenarioDraft>> now;  // of all shops, whose time has come
  std::optional<Timestamp> next;                      // the first time of the others
};
Result<DueDrafts> due_drafts(const store::MetaTable& meta, Timestamp at);

// Grows with each write of a draft in this process, so that due_drafts() need be asked only after one.
std::uint64_t draft_writes() noexcept;

}  // namespace suggestd::shop
