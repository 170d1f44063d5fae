// The units of work that the shops of a server have used of their days (day_count.h), and their rows in the store: a
// restart gives no shop its day anew.
//
// Rows     kDayUnitsRows of the meta table, one for each shop that was ever counted.
// Kept     by whoever calls save() (http/day_keeper.h): what was used since is forgotten by a kill.
// Unread   a row that can't be read counts as nothing used, and is logged: a shop is not closed for it.
// Threads  any.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "access/day_count.h"
#include "base/ids.h"
#include "base/mutex.h"
#include "base/result.h"
#include "store/tables/meta_table.h"

namespace suggestd::http {

// The row of a shop. decode_day_use() reads back an equal use. Errors: corrupt.
std::string encode(const DayUse& use);
Result<DayUse> decode_day_use(std::string_view row);

class DayUnits {
 public:
  // Requires: `meta` outlives this.
  explicit DayUnits(store::MetaTable& meta) : meta_(meta) {}

  // Never null. Reads the shop's row when it is asked for the first time.
  std::shared_ptr<DayCount> of(ShopId shop);
  // Those whose rows say something else than their counts.
  std::vector<ShopId> unsaved() const;
  // Writes the row of a shop that was asked for. Errors: those of the store; it stays unsaved then.
  Status save(ShopId shop);
  // For shops that are no more.
  void forget(ShopId shop);

 private:
  struct Entry {
    std::shared_ptr<DayCount> count;
    DayUse saved;
  };

  DayUse read(ShopId shop) const;

  store::MetaTable& meta_;
  mutable SharedMutex mutex_;
  std::map<ShopId, Entry> entries_ SUGGESTD_GUARDED_BY(mutex_);
};

}  // namespace suggestd::http
