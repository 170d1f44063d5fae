// Which record of the log is the last one of its thing, told by the tables beside the log.
#pragma once

#include "base/ids.h"
#include "base/result.h"
#include "records/change.h"
#include "store/database.h"

namespace suggestd::store {

// The sequence of the last record of an existing thing, from the value of its row. Requires: a row of
// orders, products, users, rules.
Result<Sequence> last_sequence(Family family, std::string_view value);

// True if `change` still says something: the state of a thing that exists, not replaced by a later record;
// that a product is gone; that a person was forgotten, which takes back all that came before and is true
// even when the person is back. Events and erasures are things of their own.
Result<bool> is_latest_version(const Database& database, ShopId shop, const Change& change);

}  // namespace suggestd::store
