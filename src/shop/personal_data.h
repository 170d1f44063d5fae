// All that a shop keeps of one person, and its erasure.
//
// Kept     profile, merges, orders and events in the log; the vector that was learned. docs/operate/privacy.md
//          lists every holder.
// Erased   as records/mutation.h says of ErasePerson: at once out of all answers, out of the files soon after, as
//          the receipt tells.
// Threads  any; one question about a person at a time, because each reads the log.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/mutex.h"
#include "base/result.h"
#include "base/work_budget.h"
#include "records/change.h"
#include "records/mutation.h"
#include "store/store.h"
#include "store/tables/kept_lists.h"
#include "store/tables/receipt.h"

namespace suggestd::shop {

inline constexpr Lever kRecordsOfPerson{"limit", "the records of the person"};

struct PersonalRecords {
  std::vector<PersonId> ids;  // all of the one person
  std::vector<User> profiles;
  std::vector<UserMerge> merges;
  std::vector<std::string> lists;  // of people, uploaded for segments, that hold the person
  std::vector<store::KeptLists::Entry> kept_lists;
  std::vector<Change> records;   // oldest first
  std::optional<Sequence> next;  // there are more records after this one
};

class PersonalData {
 public:
  using Erased = std::function<void(const std::vector<PersonId>& ids)>;
  using Listed = std::function<std::vector<std::string>(const std::vector<PersonId>& ids)>;

  // Whether anything is kept of the ids beside the records.
  using Kept = std::function<Result<bool>(const std::vector<PersonId>& ids)>;

  // `erased`: called after each erasure was begun. `listed`: the uploaded lists that hold any of the ids. Requires: `store`
  // outlives this.
  PersonalData(store::Store& store, ShopId shop, Erased erased, Listed listed, Kept kept)
      : store_(store),
        shop_(shop),
        erased_(std::move(erased)),
        listed_(std::move(listed)),
        kept_(std::move(kept)) {}

  // The records after `after`, at most `limit`. An unknown person has none, which is no error. Errors: those of the
  // budget, which holds what is found; reading the log is free of it.
  Result<PersonalRecords> read(const PersonId& who, Sequence after, std::size_t limit,
                               WorkBudget& budget) const;

  // Begins the erasure; on disk when it returns. `precondition` is about the profile. Errors: not_found if nothing at
  // all is kept of the person; conflict if the precondition does not hold.
  Result<store::ErasureReceipt> erase(const PersonId& who, const Precondition& precondition = {});
  Result<store::ErasureReceipt> receipt(std::string_view receipt_id) const;  // errors: not_found

 private:
  store::Store& store_;
  ShopId shop_;
  Erased erased_;
  Listed listed_;
  Kept kept_;
  mutable Mutex asking_;
};

}  // namespace suggestd::shop
