// The facts of the log that segments need and the model does not keep: what orders came to, and the e-mail hashes of
// profiles.
//
// Rows     'o' order key u64   -> minor units i64, currency (3 bytes)   (learn/facts/order_key.h)
//          'e' person hash u64 -> the hash of the profile's e-mail hash u64   (person_hash.h)
//          Numbers big-endian. No id of anybody; an erasure takes a person's rows away.
// Exact    an order's row is that of its last version, so the records may be read in the form of latest versions.
// Threads  SideFacts: any. Its builder: one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "records/change.h"
#include "records/money.h"
#include "segments/hashed_table.h"
#include "store/tables/follower_state.h"

namespace suggestd::segments {

struct SideFacts {
  HashedTable<Money> amounts;         // by order key: what is left of it after refunds and discounts
  HashedTable<std::uint64_t> emails;  // by the hash of a user: the hash of the same person's e-mail hash
};

// The sum of an order's lines in its currency, after refunds and discounts; none for one that was cancelled or names
// no price.
Money amount_left(const Order& order);

class SideFactsBuilder {
 public:
  void apply(const Change& change);
  // The rows changed since the last call, for write_checkpoint().
  std::vector<store::StateRow> take_changed();
  bool any_changed() const noexcept { return !changed_.empty(); }

  // Puts back one row. Errors: corrupt.
  Status restore(std::string_view key, std::string_view value);
  SideFacts snapshot() { return {amounts_.snapshot(), emails_.snapshot()}; }

 private:
  void put_amount(std::string_view order_id, Money amount);
  void put_email(std::string_view user_id, std::string_view email_hash);

  HashedTableBuilder<Money> amounts_;
  HashedTableBuilder<std::uint64_t> emails_;
  std::vector<store::StateRow> changed_;
};

}  // namespace suggestd::segments
