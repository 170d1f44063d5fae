// The receipt of an erasure: who was asked for, how far it has come, and at last what is gone. It names the
// person only until all their records are stubs.
//
// Kept     as a row of the meta table under "erasure/SHOP/receipt/ID"; bytes by the field numbers beside.
// Threads  plain values and pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "records/change.h"
#include "store/tables/meta_table.h"

namespace suggestd::store {

// The numbers are on disk: never change or reuse one.
enum class ErasurePhase : std::uint8_t {
  stubbing = 1,   // the log is looked through, and the person's records become stubs
  telling = 2,    // followers are waited for
  rewriting = 3,  // nothing reads the person any more; the files that held the old bytes are rewritten
  done = 4,
};
std::string_view phase_name(ErasurePhase phase);

struct ErasureReceipt {
  std::string id;
  ErasurePhase phase = ErasurePhase::stubbing;
  Timestamp asked_at{};
  Timestamp done_at{};              // 1970 until done
  Sequence record{};                // the first record of the erasure in the log
  std::vector<PersonId> people;     // all ids of the person, until phase rewriting
  std::vector<std::string> orders;  // ids of the orders that were the person's, until then too
  Sequence looked_up_to{};          // records up to here are stubs where they were the person's
  std::vector<SequenceRange> stubs;
  std::uint64_t order_records = 0;  // that have become stubs
  std::uint64_t event_records = 0;
  std::uint64_t profile_records = 0;
  std::uint64_t profiles = 0;  // things that were there when it was asked for
  std::uint64_t order_count = 0;
  std::vector<std::string> exports_removed;  // names in the shop's folder of exports; ascending

  bool operator==(const ErasureReceipt&) const = default;
};

std::string receipt_key(ShopId shop, std::string_view receipt_id);
std::string receipts_prefix(ShopId shop);
// The key of the secret under which a shop's erased ids are hashed.
std::string erasure_secret_key(ShopId shop);

std::string encode_receipt(const ErasureReceipt& receipt);
// Errors: corrupt.
Result<ErasureReceipt> decode_receipt(std::string_view bytes);

// Errors: not_found; those of the store.
Result<ErasureReceipt> read_receipt(const MetaTable& meta, ShopId shop, std::string_view receipt_id);
// In the order in which they were asked for, because ids sort by time.
Result<std::vector<ErasureReceipt>> read_receipts(const MetaTable& meta, ShopId shop);

// Adds a sequence to ascending ranges.
void add_to_ranges(std::vector<SequenceRange>& ranges, Sequence sequence);

}  // namespace suggestd::store
