// Carries out the erasures of a store, after the commit that began each (records/mutation.h, ErasePerson).
//
// Way      1. look through the log up to the erasure's record, and make stubs of the person's records
//          2. wait until every follower has stored a checkpoint beyond the record
//          3. take the person out of exports (shop/exports.h), kept answers (store/commit/repeats.h) and kept lists
//             (store/tables/kept_lists.h)
//          4. take the names out of receipt and record, and tell where the stubs are
//          5. write the database's files anew, for all erasures that have come so far together
//          Each step is stored with the receipt: a crash goes on from there.
// Time     step 1 reads the whole log of the shop: some seconds for ten million records. Step 5 writes as much as
//          the store holds.
// Threads  one.
#pragma once

#include <functional>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "store/store.h"
#include "store/tables/receipt.h"

namespace suggestd::store {

class Eraser {
 public:
  // Removes what the shop has exported and holds the person, having kept the receipt with its names; then calls
  // `forget`, before which nothing may be exported anew: until then the log may still name the person. False,
  // having done nothing, while an export is being written.
  using LeaveExports = std::function<Result<bool>(ShopId shop, const ErasureReceipt& person,
                                                  const std::function<Status()>& forget)>;

  // `followers`: all that keep state of the logs. Requires: `store` outlives this.
  Eraser(Store& store, std::span<const FollowerId> followers, LeaveExports leave_exports,
         std::stop_token stop)
      : store_(store),
        followers_(followers.begin(), followers.end()),
        leave_exports_(std::move(leave_exports)),
        stop_(std::move(stop)) {}

  // The receipts of a shop that are not done, oldest first.
  Result<std::vector<ErasureReceipt>> open_receipts(ShopId shop) const;
  // Goes as far as it can with the erasures of a shop; false if some wait for a follower or an export. Errors: those of the
  // store; then it may be called again.
  Result<bool> advance(ShopId shop);
  // Step 5, and the end of all erasures that wait for it.
  Status rewrite(std::span<const ShopId> shops);

 private:
  Status make_stubs(ShopId shop, const ErasureReceipt& receipt);
  Status forget(ShopId shop, const ErasureReceipt& receipt);
  Status clear_kept_answers(ShopId shop, const ErasureReceipt& receipt);
  Result<bool> followers_are_beyond(ShopId shop, Sequence record) const;
  Status commit(ShopId shop, Mutation mutation);

  Store& store_;
  std::vector<FollowerId> followers_;
  LeaveExports leave_exports_;
  std::stop_token stop_;
};

}  // namespace suggestd::store
