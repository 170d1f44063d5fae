#include "store/log/shop_log.h"

#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/format.h>

#include "base/mutex.h"
#include "records/wire.h"

namespace suggestd::store {
namespace {

constexpr std::string_view kAppendedPrefix = "log/";
constexpr std::string_view kKeptPrefix = "kept/";
constexpr std::string_view kEpochPrefix = "epoch/";

// Fields of both rows; `place` is the head of one and the oldest of the other. On disk.
enum class RowField : unsigned { place = 1, last_at = 2, count = 3 };
enum class CountField : unsigned { kind = 1, records = 2, bytes = 3 };

struct Row {
  std::uint64_t place = 0;
  std::int64_t last_at = 0;
  KindCounts counts{};
};

std::string encode(const Row& row) {
  std::string out;
  FieldWriter writer(out);
  writer.number(static_cast<unsigned>(RowField::place), row.place);
  writer.signed_number(static_cast<unsigned>(RowField::last_at), row.last_at);
  for (std::size_t kind = 0; kind < kChangeKinds; ++kind) {
    const KindCount& count = row.counts[kind];
    if (count.records == 0 && count.bytes == 0) continue;
    writer.nested(static_cast<unsigned>(RowField::count), [&](FieldWriter& in) {
      in.number(static_cast<unsigned>(CountField::kind), kind);
      in.number(static_cast<unsigned>(CountField::records), count.records);
      in.number(static_cast<unsigned>(CountField::bytes), count.bytes);
    });
  }
  return out;
}

bool decode_count(std::string_view bytes, KindCounts& counts) {
  FieldReader in(bytes);
  Field field;
  std::uint64_t kind = 0;
  KindCount count;
  while (in.next(field)) {
    if (field.number == static_cast<unsigned>(CountField::kind)) kind = field.value;
    if (field.number == static_cast<unsigned>(CountField::records)) count.records = field.value;
    if (field.number == static_cast<unsigned>(CountField::bytes)) count.bytes = field.value;
  }
  if (kind < kChangeKinds) counts[kind] = count;
  return !in.failed();
}

Result<Row> decode(std::string_view bytes) {
  Row row;
  FieldReader in(bytes);
  Field field;
  bool good = true;
  while (in.next(field)) {
    if (field.number == static_cast<unsigned>(RowField::place)) row.place = field.value;
    if (field.number == static_cast<unsigned>(RowField::last_at)) row.last_at = field.signed_value();
    if (field.number == static_cast<unsigned>(RowField::count))
      good = good && decode_count(field.bytes, row.counts);
  }
  if (in.failed() || !good) return corrupt("the row that says where a log stands can't be read");
  return row;
}

Result<ShopId> shop_of(std::string_view key, std::string_view prefix) {
  std::uint32_t shop = 0;
  key.remove_prefix(prefix.size());
  const auto [end, problem] = std::from_chars(key.data(), key.data() + key.size(), shop);
  if (problem != std::errc{} || end != key.data() + key.size()) {
    return corrupt(fmt::format("'{}{}' is no row of a log", prefix, key));
  }
  return ShopId{shop};
}

void set_counts(std::array<ShopLog::AtomicCount, kChangeKinds>& to, const KindCounts& from) {
  for (std::size_t kind = 0; kind < kChangeKinds; ++kind) {
    to[kind].records = from[kind].records;
    to[kind].bytes = from[kind].bytes;
  }
}

Status load_appended(const Database& database, ShopLogs& logs) {
  return database.for_each(Family::meta, kAppendedPrefix,
                           [&](std::string_view key, std::string_view value) -> Status {
                             const Result<ShopId> shop = shop_of(key, kAppendedPrefix);
                             if (!shop) return shop.error();
                             const Result<Row> row = decode(value);
                             if (!row) return row.error();
                             ShopLog& log = logs.of(*shop);
                             log.head = row->place;
                             log.written = row->place;
                             log.last_at = Timestamp(std::chrono::microseconds(row->last_at));
                             set_counts(log.appended, row->counts);
                             return {};
                           });
}

Status load_kept(const Database& database, ShopLogs& logs) {
  return database.for_each(Family::meta, kKeptPrefix,
                           [&](std::string_view key, std::string_view value) -> Status {
                             const Result<ShopId> shop = shop_of(key, kKeptPrefix);
                             if (!shop) return shop.error();
                             const Result<Row> row = decode(value);
                             if (!row) return row.error();
                             ShopLog& log = logs.of(*shop);
                             log.oldest = row->place;
                             set_counts(log.removed, row->counts);
                             return {};
                           });
}

Status load_epochs(const Database& database, ShopLogs& logs) {
  return database.for_each(Family::meta, kEpochPrefix,
                           [&](std::string_view key, std::string_view value) -> Status {
                             const Result<ShopId> shop = shop_of(key, kEpochPrefix);
                             if (!shop) return shop.error();
                             if (value.size() != 4) return corrupt("the row of an epoch can't be read");
                             logs.of(*shop).epoch = read_u32(value);
                             return {};
                           });
}

}  // namespace

Result<std::unique_ptr<ShopLogs>> ShopLogs::load(const Database& database) {
  auto logs = std::make_unique<ShopLogs>();
  for (const auto load_rows : {load_appended, load_kept, load_epochs}) {
    Status loaded = load_rows(database, *logs);
    if (!loaded) return loaded.error();
  }
  return logs;
}

Status ShopLogs::reload(const Database& database) {
  Result<std::unique_ptr<ShopLogs>> fresh = load(database);
  if (!fresh) return fresh.error();
  for (const auto& [shop, seen] : all()) {
    const std::uint64_t written = (*fresh)->of(shop).written;
    if (written >= seen->head) continue;
    return corrupt(fmt::format("the log of shop {} ends at {} after it was opened anew, and had {} records",
                               number(shop), written, seen->head.load()));
  }
  for (const auto& [shop, from] : (*fresh)->all()) {
    ShopLog& to = of(shop);
    to.written = from->written.load();
    to.last_at = std::max(to.last_at, from->last_at);
    for (std::size_t kind = 0; kind < kChangeKinds; ++kind) {
      to.appended[kind].records = from->appended[kind].records.load();
      to.appended[kind].bytes = from->appended[kind].bytes.load();
    }
  }
  return {};
}

std::vector<std::pair<ShopId, ShopLog*>> ShopLogs::all() {
  std::vector<std::pair<ShopId, ShopLog*>> logs;
  for_each([&](ShopId shop, ShopLog& log) { logs.emplace_back(shop, &log); });
  return logs;
}

std::uint64_t ShopLogs::records() {
  std::uint64_t records = 0;
  for_each([&](ShopId, ShopLog& log) { records += log.written; });
  return records;
}

ShopLog& ShopLogs::of(ShopId shop) {
  {
    const SharedLock lock(mutex_);
    const auto found = logs_.find(shop);
    if (found != logs_.end()) return *found->second;
  }
  const ExclusiveLock lock(mutex_);
  auto& log = logs_[shop];
  if (!log) log = std::make_unique<ShopLog>();
  return *log;
}

std::string appended_key(ShopId shop) { return fmt::format("{}{}", kAppendedPrefix, number(shop)); }
std::string kept_key(ShopId shop) { return fmt::format("{}{}", kKeptPrefix, number(shop)); }
std::string epoch_key(ShopId shop) { return fmt::format("{}{}", kEpochPrefix, number(shop)); }

std::string encode_appended(Sequence head, Timestamp last_at, const KindCounts& counts) {
  return encode({number(head), last_at.time_since_epoch().count(), counts});
}

std::string encode_kept(Sequence oldest, const KindCounts& removed) {
  return encode({number(oldest), 0, removed});
}

namespace {

// Moves the checkpoints of every possible follower, because the store does not know which ones there are.
Status move_checkpoints(const Database& database, ShopId shop, std::uint32_t before, std::uint64_t head,
                        rocksdb::WriteBatch& batch) {
  constexpr unsigned kBeyondFollowers = 256;
  for (unsigned follower = 1; follower < kBeyondFollowers; follower += 2) {
    const std::string key = checkpoint_key(shop, FollowerId{static_cast<std::uint8_t>(follower)});
    std::string checkpoint;
    const Result<bool> found = database.get(Family::model, key, checkpoint);
    if (!found) return found.error();
    const bool moves = *found && checkpoint.size() == kCheckpointBytes && read_u32(checkpoint) == before &&
                       read_u64(std::string_view(checkpoint).substr(sizeof before)) <= head;
    if (!moves) continue;
    std::string moved;
    append_u32(moved, before + 1);
    moved += std::string_view(checkpoint).substr(sizeof before);
    (void)batch.Put(database.family(Family::model), key, moved);
  }
  return {};
}

}  // namespace

Status begin_new_epochs(Database& database) {
  Result<std::unique_ptr<ShopLogs>> logs = ShopLogs::load(database);
  if (!logs) return logs.error();
  std::map<ShopId, std::pair<std::uint32_t, std::uint64_t>> epochs;  // with the log's head
  (*logs)->for_each([&](ShopId shop, ShopLog& log) { epochs[shop] = {log.epoch, log.written}; });
  rocksdb::WriteBatch batch;
  for (const auto& [shop, where] : epochs) {
    const auto [before, head] = where;
    std::string epoch;
    append_u32(epoch, before + 1);
    (void)batch.Put(database.family(Family::meta), epoch_key(shop), epoch);
    if (Status moved = move_checkpoints(database, shop, before, head, batch); !moved) return moved;
  }
  return database.write(batch, true);
}

}  // namespace suggestd::store
