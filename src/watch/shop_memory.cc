#include "watch/shop_memory.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>

#include "records/wire.h"
#include "store/tables/shop_rows.h"

namespace suggestd::watch {
namespace {

constexpr std::size_t kPage = 2'000;  // records at a time
constexpr std::size_t kPageBytes = std::size_t{8} << 20U;
constexpr std::chrono::days kReadBack{7 * (kWeeks + 2)};
constexpr double kShareUnit = 1e6;  // shares are kept in millionths

// The numbers are on disk: never change or reuse one.
enum FieldNumber : unsigned {
  epoch_field = 1,
  sequence_field = 2,
  last_order_field = 3,
  order_hour_field = 4,
  quality_hour_field = 5,
};
enum HourField : unsigned { hour_field = 1, value_field = 2 };

std::string row_key(ShopId shop) { return store::shop_rows_prefix(store::kWatchRows, shop) + "memory"; }

void write_hour(FieldWriter& out, unsigned field, std::int64_t hour, std::uint64_t value) {
  out.nested(field, [&](FieldWriter& inner) {
    inner.signed_number(hour_field, hour);
    inner.number(value_field, value);
  });
}

std::pair<std::int64_t, std::uint64_t> read_hour(std::string_view bytes) {
  std::pair<std::int64_t, std::uint64_t> hour;
  FieldReader in(bytes);
  Field field;
  while (in.next(field)) {
    if (field.number == hour_field) hour.first = field.signed_value();
    if (field.number == value_field) hour.second = field.value;
  }
  return hour;
}

bool is_new_order(const Change& change) {
  return change.kind == ChangeKind::order && change.op == ChangeOp::placed;
}

}  // namespace

std::string encode(const ShopMemory& memory) {
  std::string bytes;
  FieldWriter out(bytes);
  out.number(epoch_field, number(memory.read.epoch));
  out.number(sequence_field, number(memory.read.sequence));
  if (memory.rhythm.last())
    out.signed_number(last_order_field, memory.rhythm.last()->time_since_epoch().count());
  for (const auto& [hour, orders] : memory.rhythm.hours()) write_hour(out, order_hour_field, hour, orders);
  for (const auto& [hour, share] : memory.quality.hours())
    write_hour(out, quality_hour_field, hour, static_cast<std::uint64_t>(std::lround(share * kShareUnit)));
  return bytes;
}

ShopMemory decode_shop_memory(std::string_view bytes) {
  ShopMemory memory;
  OrderRhythm::Hours orders;
  QualityMemory::Hours quality;
  std::optional<Timestamp> last;
  FieldReader in(bytes);
  Field field;
  while (in.next(field)) {
    if (field.number == epoch_field) memory.read.epoch = Epoch{static_cast<std::uint32_t>(field.value)};
    if (field.number == sequence_field) memory.read.sequence = Sequence{field.value};
    if (field.number == last_order_field) last = Timestamp(std::chrono::microseconds(field.signed_value()));
    if (field.number != order_hour_field && field.number != quality_hour_field) continue;
    const auto [hour, value] = read_hour(field.bytes);
    if (field.number == order_hour_field) orders[hour] = static_cast<std::uint32_t>(value);
    if (field.number == quality_hour_field) quality[hour] = static_cast<double>(value) / kShareUnit;
  }
  if (in.failed()) return {};
  memory.rhythm.restore(std::move(orders), last);
  memory.quality.restore(std::move(quality));
  return memory;
}

Result<bool> read_on(const store::ChangeLog& log, ShopId shop, ShopMemory& memory, std::size_t most,
                     Timestamp now) {
  if (memory.read.epoch != log.epoch(shop)) {
    const auto from = log.position_at(shop, now - kReadBack);
    if (!from) return from.error();
    memory.rhythm = OrderRhythm();
    memory.read = {log.epoch(shop), *from};
  }
  for (std::size_t read = 0; read < most; read += kPage) {
    if (memory.read.sequence >= log.head(shop)) break;
    const auto page = log.read_kept(
        shop, memory.read.sequence,
        {.records = kPage, .looked_at = kPage, .bytes_looked_at = kPageBytes, .wanted = is_new_order});
    if (!page) return page.error();
    for (const Change& change : page->changes) {
      if (const auto* order = std::get_if<OrderChange>(&change.payload))
        memory.rhythm.add(order->after.placed_at, change.at);
    }
    memory.read.sequence = page->next;
  }
  memory.rhythm.forget_before(now);
  return memory.read.sequence >= log.head(shop);
}

Result<ShopMemory> load_shop_memory(const store::MetaTable& meta, ShopId shop) {
  const auto row = meta.get(row_key(shop));
  if (!row) return row.error();
  return *row ? decode_shop_memory(**row) : ShopMemory();
}

Status save_shop_memory(store::MetaTable& meta, ShopId shop, const ShopMemory& memory) {
  return meta.put(row_key(shop), encode(memory));
}

}  // namespace suggestd::watch
