// Finds the last record of a thing in the log, from the tables beside the log.
//
// Threads  any.
#pragma once

#include "base/ids.h"
#include "base/result.h"
#include "records/change.h"
#include "store/disk/database.h"

namespace suggestd::store {

// The sequence of the last record of an existing thing, from the value of its row. Requires: a row of
// orders, products, users, rules.
Result<Sequence> last_sequence(Family family, std::string_view value);

// True if `change` still counts. It counts as the state of a thing that exists, unless a later record
// replaced it; as the deletion of a product that is gone; and as the deletion of a person, which takes back
// everything before it, even if the person is back. Events and erasures are things of their own; a stub is none.
Result<bool> is_latest_version(const Database& database, ShopId shop, const Change& change);

}  // namespace suggestd::store
