#include "store/log/log_batch.h"

#include <algorithm>
#include <utility>

#include "records/change_codec.h"
#include "store/log/rocksdb_change_log_parts.h"

namespace suggestd::store {
namespace {

// A clock that is set right goes back by a little, and times in the log wait for it. If it goes back by more
// than this it had been wrong, and the times written then must not hold back all later ones
// (store/log/rocksdb_change_log.cc, position_at).
constexpr std::chrono::hours kClockCameBack{1};

Timestamp next_time(Timestamp now, Timestamp last) {
  return now + kClockCameBack < last ? now : std::max(now, last);
}

}  // namespace

LogBatch::Staged& LogBatch::staged(ShopId shop) {
  // Few shops write at the same moment; a search through them all is the quickest map.
  for (Staged& known : shops_) {
    if (known.shop == shop) return known;
  }
  const ShopLog& log = log_.parts_->logs->of(shop);
  Staged& added = shops_.emplace_back();
  added.shop = shop;
  added.first = next(Sequence{log.written.load()});
  added.at = next_time(at_, log.last_at);
  return added;
}

Sequence LogBatch::add(ShopId shop, ChangeKind kind, ChangeOp op, std::string_view payload) {
  Staged& in = staged(shop);
  const Sequence sequence{number(in.first) + in.payloads.size()};
  in.payloads.push_back(payload);

  std::string header;
  append_record_header(header, {kind, op, 0, in.at, continues_});
  continues_ = true;
  const std::string key = log_key(shop, sequence);
  const rocksdb::Slice key_parts[] = {key};
  const rocksdb::Slice value_parts[] = {header, slice(payload)};
  (void)rows_.Put(log_.parts_->database.family(Family::log), {key_parts, 1}, {value_parts, 2});

  KindCount& count = in.added.at(static_cast<std::size_t>(kind));
  ++count.records;
  count.bytes += key.size() + header.size() + payload.size();
  return sequence;
}

void LogBatch::put(Family family, std::string_view key, std::string_view value) {
  (void)rows_.Put(log_.parts_->database.family(family), slice(key), slice(value));
}

void LogBatch::remove(Family family, std::string_view key) {
  (void)rows_.Delete(log_.parts_->database.family(family), slice(key));
}

std::optional<std::string_view> LogBatch::payload_of(ShopId shop, Sequence sequence) const {
  for (const Staged& known : shops_) {
    if (known.shop != shop || sequence < known.first) continue;
    const std::uint64_t place = number(sequence) - number(known.first);
    if (place < known.payloads.size()) return known.payloads[place];
  }
  return std::nullopt;
}

Status LogBatch::write(bool synced) {
  std::uint64_t records = log_.parts_->records;
  for (const Staged& in : shops_) {
    records += in.payloads.size();
    KindCounts counts = log_.parts_->appended(in.shop);
    for (std::size_t kind = 0; kind < kChangeKinds; ++kind) {
      counts[kind].records += in.added[kind].records;
      counts[kind].bytes += in.added[kind].bytes;
    }
    const Sequence head{number(in.first) + in.payloads.size() - 1};
    put(Family::meta, appended_key(in.shop), encode_appended(head, in.at, counts));
  }
  Status written = log_.parts_->database.write(rows_, synced, records);
  if (!written) return written;
  log_.parts_->records = records;
  for (const Staged& in : shops_) {
    ShopLog& log = log_.parts_->logs->of(in.shop);
    log.written = number(in.first) + in.payloads.size() - 1;
    log.last_at = in.at;
    for (std::size_t kind = 0; kind < kChangeKinds; ++kind) {
      log.appended[kind].records += in.added[kind].records;
      log.appended[kind].bytes += in.added[kind].bytes;
    }
  }
  if (synced) log_.show_written();
  return {};
}

}  // namespace suggestd::store
