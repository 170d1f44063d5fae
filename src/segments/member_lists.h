// The lists of people that a shop has uploaded, by name, for in_file("NAME") in segments.
//
// Holds    no id: of each person a hash (person_hash.h), by which the shop's people are found when a segment is counted.
//          So a list may name people of whom the shop learns later.
// Rows     kSegmentListRows of the meta table, one a list: the time of the upload in microseconds i64, then the hashes,
//          ascending; all big-endian u64. All lists are in memory too.
// Erased   forget() takes a person out; side_facts_follower.h calls it at the record of an erasure.
// Threads  any. Readers take an immutable list; writers are serialised.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/mutex.h"
#include "base/result.h"
#include "base/time.h"
#include "records/person_id.h"
#include "store/store.h"

namespace suggestd::segments {

struct MemberList {
  Timestamp uploaded{};
  std::vector<std::uint64_t> people;  // hashes, ascending, no repeats
};

class MemberLists {
 public:
  using Map = std::map<std::string, std::shared_ptr<const MemberList>, std::less<>>;

  // A list that can't be read is left out and told in the log. Requires: `store` outlives the lists.
  static Result<std::unique_ptr<MemberLists>> open(store::Store& store, ShopId shop);

  std::shared_ptr<const Map> all() const;
  // Errors: not_found, with what to do.
  Result<std::shared_ptr<const MemberList>> find(std::string_view name) const;
  // The names of the lists that hold any of these ids.
  std::vector<std::string> lists_with(std::span<const PersonId> person) const;

  // Replaces the list, or adds to it; returns the number of its people afterwards. Errors: invalid beyond
  // limits::kPeopleLists or limits::kListedPeople; those of the store.
  Result<std::size_t> put(std::string_view name, std::vector<std::uint64_t> people, Timestamp at);
  Result<std::size_t> add(std::string_view name, std::vector<std::uint64_t> people, Timestamp at);
  Status remove(std::string_view name);  // errors: not_found
  Status forget(std::span<const PersonId> person);

 private:
  MemberLists(store::Store& store, ShopId shop) : store_(store), shop_(shop) {}
  Result<std::size_t> replace(std::string_view name, MemberList list);
  Status check_room(std::string_view name, std::size_t people) const;
  Status write(std::string_view name, const MemberList& list);
  void publish(std::string_view name, std::shared_ptr<const MemberList> list);

  store::Store& store_;
  const ShopId shop_;
  Mutex writing_;
  mutable Mutex reading_;  // held to copy a pointer
  std::shared_ptr<const Map> map_ SUGGESTD_GUARDED_BY(reading_) = std::make_shared<Map>();
};

}  // namespace suggestd::segments
