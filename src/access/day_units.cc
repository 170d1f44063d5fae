#include "access/day_units.h"

#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "records/wire.h"
#include "store/tables/shop_rows.h"

namespace suggestd::http {
namespace {

// The numbers are on disk: never change or reuse one.
enum FieldNumber : unsigned { units_field = 1, ends_field = 2 };

std::string row_key(ShopId shop) { return store::shop_rows_prefix(store::kDayUnitsRows, shop) + "used"; }

}  // namespace

std::string encode(const DayUse& use) {
  std::string row;
  FieldWriter out(row);
  out.number(units_field, use.units);
  out.signed_number(ends_field, use.ends.time_since_epoch().count());
  return row;
}

Result<DayUse> decode_day_use(std::string_view row) {
  DayUse use;
  FieldReader in(row);
  Field field;
  while (in.next(field)) {
    if (field.number == units_field) use.units = field.value;
    if (field.number == ends_field) use.ends = Timestamp(std::chrono::microseconds(field.signed_value()));
  }
  if (in.failed()) return corrupt("the row of the units that a shop has used of its day");
  return use;
}

DayUse DayUnits::read(ShopId shop) const {
  const auto row = meta_.get(row_key(shop));
  const auto use = !row ? Result<DayUse>(row.error()) : *row ? decode_day_use(**row) : DayUse();
  if (use) return *use;
  log_warning("the units that a shop has used of its day can't be read, and count as none",
              {{"shop_number", std::uint64_t{number(shop)}}, {"error", use.error().message()}});
  return {};
}

std::shared_ptr<DayCount> DayUnits::of(ShopId shop) {
  {
    const SharedLock lock(mutex_);
    if (const auto found = entries_.find(shop); found != entries_.end()) return found->second.count;
  }
  const ExclusiveLock lock(mutex_);
  Entry& entry = entries_[shop];
  if (entry.count == nullptr) {
    entry.saved = read(shop);
    entry.count = std::make_shared<DayCount>(entry.saved);
  }
  return entry.count;
}

std::vector<ShopId> DayUnits::unsaved() const {
  const SharedLock lock(mutex_);
  std::vector<ShopId> shops;
  for (const auto& [shop, entry] : entries_) {
    if (entry.count->kept() != entry.saved) shops.push_back(shop);
  }
  return shops;
}

Status DayUnits::save(ShopId shop) {
  const DayUse use = of(shop)->kept();
  if (Status put = meta_.put(row_key(shop), encode(use)); !put) return put;
  const ExclusiveLock lock(mutex_);
  if (const auto found = entries_.find(shop); found != entries_.end()) found->second.saved = use;
  return {};
}

void DayUnits::forget(ShopId shop) {
  const ExclusiveLock lock(mutex_);
  entries_.erase(shop);
}

}  // namespace suggestd::http
