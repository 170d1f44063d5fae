// Decides the outcome of one mutation, by the rules of records/mutation.h: against the state that all earlier
// mutations left, and writes it into the group.
//
// An error means that the state could not be read; the whole group must then be dropped. A refusal is no
// error but an Outcome, and writes nothing.
//
// Threads  the committer's alone.
#pragma once

#include "base/ids.h"
#include "base/result.h"
#include "store/commit/pending_group.h"
#include "store/commit/prepared_mutation.h"

namespace suggestd::store {

Result<Outcome> decide(PendingGroup& group, ShopId shop, const PreparedMutation& prepared);

// Decide mutations of one kind of thing; decide() chooses among them.
Result<Outcome> decide_order(PendingGroup& group, ShopId shop, const PreparedMutation& prepared,
                             const PlaceOrder& m);
Result<Outcome> decide_order(PendingGroup& group, ShopId shop, const PreparedMutation& prepared,
                             const ChangeOrder& m);
Result<Outcome> decide_order(PendingGroup& group, ShopId shop, const PreparedMutation& prepared,
                             const CancelOrder& m);
Result<Outcome> decide_order(PendingGroup& group, ShopId shop, const PreparedMutation& prepared,
                             const RefundOrder& m);
Result<Outcome> decide_person(PendingGroup& group, ShopId shop, const PreparedMutation& prepared,
                              const PutUser& m);
Result<Outcome> decide_person(PendingGroup& group, ShopId shop, const PreparedMutation& prepared,
                              const PatchUser& m);
Result<Outcome> decide_person(PendingGroup& group, ShopId shop, const PreparedMutation& prepared,
                              const MergeUser& m);

// Outcome of StubRecords and TellErased: updated. Errors: also not_found without such a receipt.
Result<Outcome> decide_erasure(PendingGroup& group, ShopId shop, const ErasePerson& m);
Result<Outcome> decide_erasure(PendingGroup& group, ShopId shop, const StubRecords& m);
Result<Outcome> decide_erasure(PendingGroup& group, ShopId shop, const TellErased& m);

}  // namespace suggestd::store
