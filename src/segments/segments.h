// A shop's segments: groups of its people by what they did, what they are likely to do, what they are, and by lists
// that were uploaded.
//
// Kept      a segment is a rule document "segment/NAME" (records/change.h) that holds its definition and no person;
//           whoever writes one commits it to the shop (put_of(), removal_of()). Its people are found when they are asked
//           for, from the newest snapshot: so they are those of the log's last record, after a merge, a cancellation
//           or a restart too (docs/decisions/0600-segments-are-counted-when-asked.md).
// Threads   any.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/work_budget.h"
#include "follow/follower_condition.h"
#include "learn/snapshot.h"
#include "records/mutation.h"
#include "segments/counting.h"
#include "segments/definition.h"
#include "segments/member_lists.h"
#include "store/store.h"

namespace suggestd::segments {

class SideFactsFollower;

struct Segment {
  std::string name;
  Definition definition;
  Sequence last{};  // the record that put it
};

class Segments {
 public:
  using NewestSnapshot = std::function<std::shared_ptr<const learn::Snapshot>()>;

  // Starts the follower of side_facts_follower.h. Requires: `store`, and whatever `snapshot` looks at, outlive this.
  static Result<std::unique_ptr<Segments>> open(store::Store& store, ShopId shop, NewestSnapshot snapshot);
  ~Segments();  // stop()
  Segments(const Segments&) = delete;
  Segments& operator=(const Segments&) = delete;
  // Ends the follower. Idempotent.
  void stop();

  // --- Definitions.
  Result<Segment> find(std::string_view name) const;  // errors: not_found, naming those that there are
  Result<std::vector<Segment>> all() const;           // by name
  // Checks a definition that is going to be put under the name, by counting it. Errors: as Counting::people, the
  // place in the field "people"; invalid if the shop has limits::kSegments others.
  Status check_put(std::string_view name, const Definition& definition, Account account) const;
  // Errors: not_found; conflict, with their names, if other segments refer to it.
  Status check_removal(std::string_view name) const;
  static Mutation put_of(std::string_view name, const Definition& definition);
  static Mutation removal_of(std::string_view name);

  // --- People.
  // Counts on the newest snapshot. Requires: the account's budget and lever outlive the result.
  Counting counting(Account account) const;
  // The user ids of a segment's people, sorted; guests, who have none, are left out. Errors: as Counting::people_of.
  Result<std::vector<std::string>> people_of(std::string_view name, Account account) const;

  // How its follower stands.
  follow::FollowerCondition condition() const;

  // --- Uploaded lists.
  MemberLists& lists() const { return *lists_; }

 private:
  Segments(store::Store& store, ShopId shop, NewestSnapshot snapshot);
  Result<std::shared_ptr<const SideFacts>> side_facts(Sequence applied) const;

  store::Store& store_;
  const ShopId shop_;
  const NewestSnapshot snapshot_;
  std::unique_ptr<MemberLists> lists_;
  std::unique_ptr<SideFactsFollower> follower_;  // last: it writes the lists
};

}  // namespace suggestd::segments
