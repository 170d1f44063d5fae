#include "store/tables/shop_rows.h"

#include <rocksdb/write_batch.h>

#include "store/disk/database.h"
#include "store/log/shop_log.h"
#include "store/tables/meta_table.h"

namespace suggestd::store {
namespace {

// Calls visit(family, first, end) for every range of keys that belongs to the shop.
template <typename Visit>
void for_each_range(ShopId shop, Visit visit) {
  const std::string prefix = shop_prefix(shop);
  for (std::size_t i = 0; i < kFamilies; ++i) {
    const auto family = static_cast<Family>(i);
    if (family != Family::meta) visit(family, prefix, prefix_end(prefix));
  }
  for (const std::string_view owner : kOwnersOfShopRows) {
    const std::string rows = MetaTable::row_key(shop_rows_prefix(owner, shop));
    visit(Family::meta, rows, prefix_end(rows));
  }
}

}  // namespace

void delete_shop_rows(const Database& database, ShopId shop, rocksdb::WriteBatch& batch) {
  for_each_range(shop, [&](Family family, const std::string& first, const std::string& end) {
    (void)batch.DeleteRange(database.family(family), first, end);
  });
  (void)batch.Delete(database.family(Family::meta), kept_key(shop));
}

bool has_shop_rows(const Database& database, ShopId shop) {
  bool has = false;
  for_each_range(shop, [&](Family family, const std::string& first, const std::string& end) {
    const Rows rows = database.iterate(family);
    rows->Seek(first);
    has = has || (rows->Valid() && view(rows->key()) < std::string_view(end));
  });
  return has;
}

Status compact_shop_rows(const Database& database, ShopId shop, const std::stop_token& stop) {
  rocksdb::CompactRangeOptions compaction;
  compaction.exclusive_manual_compaction = false;
  compaction.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  rocksdb::Status done;
  for_each_range(shop, [&](Family family, const std::string& first, const std::string& end) {
    if (!done.ok() || stop.stop_requested()) return;
    const auto held = database.hold();
    const rocksdb::Slice from(first);
    const rocksdb::Slice until(end);
    done = database.db()->CompactRange(compaction, database.family(family), &from, &until);
  });
  if (stop.stop_requested()) return Error(ErrorKind::busy, "the compaction was asked to stop");
  const auto held = database.hold();
  // An old log goes when no family has rows in it that are in no table yet.
  for (std::size_t i = 0; i < kFamilies && done.ok(); ++i)
    done = database.db()->Flush(rocksdb::FlushOptions(), database.family(static_cast<Family>(i)));
  return done.ok() ? Status() : database.read_error(done, "compacting a shop's rows");
}

}  // namespace suggestd::store
