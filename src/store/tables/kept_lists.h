// Lists that name people and are kept, such as those of a campaign's run: a person can be found and erased in all of
// them without reading them.
//
// Rows     kKeptListRows of the meta table: "head/LIST" has the number of buckets, and whether the list is whole;
//          "part/LIST\nBUCKET" the people of one bucket. A person's bucket is the hash of their id modulo the buckets,
//          so an erasure reads one row a list.
// Whole    a list is read once all of it is on disk; one that a crash cut short can't be read, but a person can be
//          erased from it.
// Threads  any. write() of one list: one at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "records/person_id.h"
#include "store/tables/meta_table.h"

namespace suggestd::store {

// People in a part of a list, on average.
inline constexpr std::size_t kPeoplePerPart = 512;

struct KeptPerson {
  std::string user_id;
  std::string payload;  // the owner's bytes
  bool operator==(const KeptPerson&) const = default;
};

class KeptLists {
 public:
  // Requires: `meta` outlives this.
  KeptLists(MetaTable& meta, ShopId shop) : meta_(meta), shop_(shop) {}

  // Replaces the list. Requires: the name has no control character but tabs. Errors: those of the store; the list is
  // not whole then.
  Status write(std::string_view list, std::vector<KeptPerson> people);
  // Everybody on the list, bucket after bucket, by id within one. Errors: not_found if there is no such list, or it is
  // not whole; corrupt; those of `visit`, which end the reading.
  Status for_each(std::string_view list, const std::function<Status(const KeptPerson&)>& visit) const;
  // The same, cut into parts: a person stays in their part as long as the list is there, whoever else goes.
  Result<std::uint32_t> parts_of(std::string_view list) const;
  // Everybody of one part, by id. Errors: those of for_each(); not_found if the list has no such part.
  Result<std::vector<KeptPerson>> people_of_part(std::string_view list, std::uint32_t part) const;
  // Gives the payload of one person on the list to `change`, which tells the new one, or nothing to leave it; it is asked
  // again if another write came between. The payload as it then stands; nothing if the person is not on the list.
  // Errors: those of for_each() and of `change`.
  using Change = std::function<Result<std::optional<std::string>>(const std::string& payload)>;
  Result<std::optional<std::string>> change(std::string_view list, std::string_view user_id,
                                            const Change& change);
  Status remove(std::string_view list);  // no error if there is none

  // Takes people out of all lists. Other kinds of ids than the user's stand in no list.
  Status forget(std::span<const PersonId> people);

  struct Entry {
    std::string list;
    std::string payload;
  };
  // The person's entries in whole lists, by list.
  Result<std::vector<Entry>> entries_of(std::string_view user_id) const;

 private:
  struct Head {
    std::uint32_t buckets = 0;
    bool whole = false;
  };
  using VisitHead = std::function<Status(std::string_view list, const Head& head)>;

  std::string head_key(std::string_view list) const;
  std::string part_prefix(std::string_view list) const;
  std::string part_key(std::string_view list, std::uint32_t bucket) const;
  Result<Head> head(std::string_view list) const;
  Result<std::vector<KeptPerson>> read_part(std::string_view list, std::uint32_t part) const;
  Status for_each_head(const VisitHead& visit) const;
  Status forget_in(const std::string& part, std::string_view user_id);

  MetaTable& meta_;
  const ShopId shop_;
};

}  // namespace suggestd::store
