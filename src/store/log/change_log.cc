#include "store/log/change_log.h"

#include <algorithm>

namespace suggestd::store {

Result<Page> ChangeLog::read(ShopId shop, Sequence after, std::size_t limit) const {
  ReadBounds bounds;
  bounds.records = limit;
  return read(shop, after, bounds);
}

Result<Page> ChangeLog::read_latest(ShopId shop, Sequence after, std::size_t limit) const {
  ReadBounds bounds;
  bounds.records = limit;
  bounds.looked_at = std::max<std::size_t>(limit, 1);
  return read_latest(shop, after, bounds);
}

}  // namespace suggestd::store
