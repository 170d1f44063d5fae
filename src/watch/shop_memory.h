// The memory that the watch has of a shop: its rhythm of orders, how well its lists foresaw them, and how far the shop's log
// was read for that. Kept in the store as one row that goes with the shop, since the log may have lost the records by the
// next start, and a large one takes minutes to read.
//
// Bytes    records/wire.h, by the field numbers in shop_memory.cc.
// Threads  plain values.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "store/log/change_log.h"
#include "store/tables/meta_table.h"
#include "watch/order_rhythm.h"
#include "watch/quality_memory.h"

namespace suggestd::watch {

struct ShopMemory {
  Position read{Epoch{0}, Sequence{0}};  // of the log, for `rhythm`
  OrderRhythm rhythm;
  QualityMemory quality;
};

std::string encode(const ShopMemory& memory);
// Bytes that can't be read count as none: it is learned anew.
ShopMemory decode_shop_memory(std::string_view bytes);

// Reads on in the log, at most `most` records of any kind; true once it has reached the head. A log of another epoch, or
// one that was never read, is read from the first record that a judgement could look at. Errors: those of the log.
Result<bool> read_on(const store::ChangeLog& log, ShopId shop, ShopMemory& memory, std::size_t most,
                     Timestamp now);

// Nothing if the shop has none yet. Errors: those of the table.
Result<ShopMemory> load_shop_memory(const store::MetaTable& meta, ShopId shop);
Status save_shop_memory(store::MetaTable& meta, ShopId shop, const ShopMemory& memory);

}  // namespace suggestd::watch
