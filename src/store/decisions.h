// What becomes of one mutation, by the rules of records/mutation.h: decided against the state that all
// earlier mutations left, and written into the group.
//
// An error means that the state could not be read; the whole group must then be dropped. A refusal is no
// error but an Outcome, and writes nothing. Threads: the committer's alone.
#pragma once

#include "base/ids.h"
#include "base/result.h"
#include "store/pending_group.h"
#include "store/prepared_mutation.h"

namespace suggestd::store {

Result<Outcome> decide(PendingGroup& group, ShopId shop, const PreparedMutation& prepared);

// By the kind of thing; decide() chooses among them.
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
                              const DeleteUser& m);
Result<Outcome> decide_person(PendingGroup& group, ShopId shop, const PreparedMutation& prepared,
                              const MergeUser& m);

}  // namespace suggestd::store
