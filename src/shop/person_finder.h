// Finds all ids of one person, and the records in which they stand.
//
// Joined   the users of an e-mail hash, by their profiles; a user's merged visitors and the ids of the profile;
//          and ids that stand beside the person's on orders and events, unless another user has them too: a device
//          or an address that two people share is nobody's alone.
// Time     reads the shop's log up to three times: some seconds each for ten million records.
// Threads  any.
#pragma once

#include <functional>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "records/change.h"
#include "store/store.h"

namespace suggestd::shop {

// The ids, that of the question first.
Result<std::vector<PersonId>> find_person(store::Store& store, ShopId shop, const PersonId& who);

// Calls `visit` for each record of the person, oldest first, until it returns false. Errors: those of the log.
Status for_each_record_of(store::Store& store, ShopId shop, const std::vector<PersonId>& person,
                          const std::function<bool(const Change&)>& visit);

}  // namespace suggestd::shop
