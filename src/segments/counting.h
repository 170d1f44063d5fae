// Finds the people of segments, all in one snapshot of what the log has taught.
//
// People    everybody known by a user id, and guests known by an e-mail hash. Visitors without either are nobody's
//           members: nobody could write to them.
// Time      WITHIN counts back from the latest time that the log has told (Snapshot::clock), like everything that is
//           learned: an imported or replayed shop has the segments that it had then.
// Consent   who is not profiled (User::profiling) is in no segment that looks at behaviour or likelihood, also not
//           by `not` or through another segment.
// Cost      each condition looks at each person once; tests/bench/segments_bench.cc has the bound.
//           A segment that is named twice is found once.
// Threads   one.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/work_budget.h"
#include "learn/snapshot.h"
#include "records/person_id.h"
#include "segments/definition.h"
#include "segments/member_lists.h"
#include "segments/people_set.h"
#include "segments/side_facts.h"

namespace suggestd::segments {

// Everything that is known of a shop's people at one moment, and the definitions of its segments.
struct Known {
  std::shared_ptr<const learn::Snapshot> snapshot;
  // Asked when a condition needs them; waits until they hold what the snapshot has applied.
  std::function<Result<std::shared_ptr<const SideFacts>>()> side_facts;
  std::shared_ptr<const MemberLists::Map> lists;
  std::function<Result<Definition>(std::string_view name)> segment;  // errors: not_found
};

class Counting {
 public:
  // Requires: the account's budget and lever outlive this.
  Counting(Known known, Account account);

  // The people of a definition. `name`: the segment that it is going to define, which it may not refer to; "": none.
  // Errors: invalid for a filter without a meaning in the catalogue as it is, for segments that refer to themselves
  // and for more than limits::kSegmentDepth of them inside each other; not_found for a name that does not exist; those of the budget.
  Result<PeopleSet> people(const Definition& definition, std::string_view name = {});
  // The same of a stored segment.
  Result<PeopleSet> people_of(std::string_view name);
  // All people that could be members.
  const PeopleSet& everybody() const noexcept { return everybody_; }

  // Their ids, by kind and id.
  std::vector<PersonId> ids_of(const PeopleSet& people) const;

  const learn::Snapshot& snapshot() const noexcept { return *known_.snapshot; }

 private:
  // A set, and whether it came of people's behaviour.
  struct Found {
    PeopleSet people;
    bool behaviour = false;
  };
  Result<Found> found(const Definition& definition);
  Result<Found> found_by_name(std::string_view name);

  Result<Found> find(const Condition& condition);
  Result<Found> find(const Joined& joined);
  Result<Found> find(const InSegment& segment);
  Result<Found> find(const InFile& list);
  Result<Found> find(const Property& property);
  Result<Found> find(const Bought& bought);
  Result<Found> find(const Viewed& viewed);
  Result<Found> find(const CartLeft& cart);
  Result<Found> find(const FirstOrder& first);
  Result<Found> find(const Lapsed& lapsed);
  Result<Found> find(const Orders& orders);
  Result<Found> find(const Spent& spent);
  Result<Found> find(const LikelyScore& likely);
  Result<Found> find(const LikelyTop& likely);

  // The people of whom `test(const PersonState&)` holds.
  template <class Test>
  Result<Found> those(const Test& test);
  template <class Act, class Test>
  Result<Found> those_who(const Act& act, const Test& test);
  struct Score {
    UserRow person{};
    float score = 0;
  };
  Result<std::vector<Score>> scores(const Part& products);
  Result<const SideFacts*> side_facts();
  Timestamp since(const Within& within) const;
  void find_everybody();
  Status check_budget() const { return account_.budget->status(); }

  const Known known_;
  const Account account_;
  PeopleSet everybody_;
  PeopleSet profiled_;
  std::shared_ptr<const SideFacts> side_facts_;
  std::map<std::string, Found, std::less<>> by_name_;
  std::vector<std::string> finding_;  // names, the outermost first
};

}  // namespace suggestd::segments
