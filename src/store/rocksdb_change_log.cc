#include "store/rocksdb_change_log.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "records/change_codec.h"
#include "store/latest_version.h"
#include "store/log_batch.h"
#include "store/rocksdb_change_log_parts.h"

namespace suggestd::store {
namespace {

Error gone_before(Sequence after, Sequence oldest) {
  return {ErrorKind::gone, fmt::format("the log no longer has the record after {}; the oldest kept is {}",
                                       number(after), number(oldest))};
}

Result<Change> decode_row(const rocksdb::Iterator& row) {
  Result<Change> change = decode_record(view(row.value()));
  const Sequence sequence = sequence_of_log_key(view(row.key()));
  if (!change) return change.error().with_context(fmt::format("log record {}", number(sequence)));
  change->sequence = sequence;
  return change;
}

// Steps through the rows of one shop up to a sequence.
class LogCursor {
 public:
  LogCursor(const Database& database, ShopId shop, Sequence after, Sequence last)
      : row_(database.iterate(Family::log)), end_(log_key(shop, last)) {
    row_->Seek(log_key(shop, next(after)));
  }
  bool valid() const { return row_->Valid() && view(row_->key()) <= end_; }
  void step() { row_->Next(); }
  const rocksdb::Iterator& row() const { return *row_; }
  Sequence sequence() const { return sequence_of_log_key(view(row_->key())); }
  Status status() const {
    if (row_->status().ok()) return {};
    return to_error(row_->status(), "reading the log");
  }

 private:
  Rows row_;
  std::string end_;
};

}  // namespace

void RocksdbChangeLog::Parts::show_written() {
  bool any = false;
  logs->for_each([&](ShopId, ShopLog& log) {
    const std::uint64_t written = log.written.load();
    if (log.head.load(std::memory_order_relaxed) == written) return;
    log.head.store(written, std::memory_order_release);
    any = true;
  });
  if (!any) return;
  // Taken so that a waiter can't look at the head and then miss the notice.
  { const std::lock_guard lock(mutex); }
  moved.notify_all();
}

KindCounts RocksdbChangeLog::Parts::appended(ShopId shop) const {
  KindCounts counts;
  const ShopLog& log = logs->of(shop);
  for (std::size_t kind = 0; kind < kChangeKinds; ++kind) {
    counts[kind] = {log.appended[kind].records, log.appended[kind].bytes};
  }
  return counts;
}

RocksdbChangeLog::RocksdbChangeLog(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
RocksdbChangeLog::~RocksdbChangeLog() = default;

Result<std::unique_ptr<RocksdbChangeLog>> RocksdbChangeLog::open(Database& database) {
  auto parts = std::make_unique<Parts>(database);
  Result<std::unique_ptr<ShopLogs>> logs = ShopLogs::load(database);
  if (!logs) return logs.error();
  parts->logs = *std::move(logs);
  return std::unique_ptr<RocksdbChangeLog>(new RocksdbChangeLog(std::move(parts)));
}

Result<Sequence> RocksdbChangeLog::append(ShopId shop, std::span<Change> changes) {
  if (changes.empty()) return head(shop);
  LogBatch batch(*this, now());
  batch.begin_batch();
  std::vector<Sequence> sequences;
  for (const Change& change : changes) {
    std::string payload;
    append_record_payload(payload, change);
    sequences.push_back(batch.add(shop, change.kind, change.op, batch.keep(std::move(payload))));
  }
  Status written = batch.write(true);
  if (!written) return written.error();
  const Timestamp at = parts_->logs->of(shop).last_at;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    changes[i].sequence = sequences[i];
    changes[i].at = at;
  }
  return sequences.back();
}

Result<Page> RocksdbChangeLog::read(ShopId shop, Sequence after, std::size_t limit) const {
  Page page;
  page.next = after;
  const Sequence last = head(shop);
  LogCursor cursor(parts_->database, shop, after, last);
  // Looked at after the cursor has its view of the rows: if retention took some of them since, this says so.
  const Sequence oldest = this->oldest(shop);
  if (next(after) < oldest) return gone_before(after, oldest);
  for (; cursor.valid(); cursor.step()) {
    if (page.changes.size() >= std::max<std::size_t>(limit, 1)) {
      const Result<RecordHeader> header = decode_record_header(view(cursor.row().value()));
      if (!header) return header.error();
      if (!header->continues_batch) break;
    }
    Result<Change> change = decode_row(cursor.row());
    if (!change) return std::move(change).error();
    page.next = change->sequence;
    page.changes.push_back(*std::move(change));
  }
  if (const Status read = cursor.status(); !read) return read.error();
  return page;
}

Result<Page> RocksdbChangeLog::read_latest(ShopId shop, Sequence after, std::size_t limit) const {
  Page page;
  page.next = after;
  const Sequence last = head(shop);
  std::size_t looked_at = 0;
  LogCursor cursor(parts_->database, shop, after, last);
  for (; cursor.valid() && looked_at < std::max<std::size_t>(limit, 1); cursor.step(), ++looked_at) {
    Result<Change> change = decode_row(cursor.row());
    if (!change) return std::move(change).error();
    page.next = change->sequence;
    const Result<bool> latest = is_latest_version(parts_->database, shop, *change);
    if (!latest) return latest.error();
    if (!*latest) continue;
    if (auto* order = std::get_if<OrderChange>(&change->payload)) order->before.reset();
    page.changes.push_back(*std::move(change));
  }
  if (const Status read = cursor.status(); !read) return read.error();
  // The last records may have been taken away by retention; then there is nothing more to come.
  if (!cursor.valid()) page.next = std::max(page.next, last);
  return page;
}

Sequence RocksdbChangeLog::oldest(ShopId shop) const {
  return Sequence{parts_->logs->of(shop).oldest.load()};
}

Sequence RocksdbChangeLog::head(ShopId shop) const {
  return Sequence{parts_->logs->of(shop).head.load(std::memory_order_acquire)};
}

Sequence RocksdbChangeLog::written(ShopId shop) const {
  return Sequence{parts_->logs->of(shop).written.load()};
}

Epoch RocksdbChangeLog::epoch(ShopId shop) const { return Epoch{parts_->logs->of(shop).epoch.load()}; }

bool RocksdbChangeLog::wait_beyond(ShopId shop, Sequence after, std::chrono::milliseconds timeout) const {
  const auto moved = [&] { return head(shop) > after; };
  if (moved()) return true;
  std::unique_lock lock(parts_->mutex);
  return parts_->moved.wait_for(lock, timeout, moved);
}

Result<std::optional<Timestamp>> RocksdbChangeLog::time_after(ShopId shop, Sequence after) const {
  LogCursor cursor(parts_->database, shop, after, head(shop));
  if (const Status read = cursor.status(); !read) return read.error();
  if (!cursor.valid()) return std::optional<Timestamp>();
  const Result<RecordHeader> header = decode_record_header(view(cursor.row().value()));
  if (!header) return header.error();
  return std::optional(header->at);
}

// Times never go back in a log, so the place is found by halving; where retention left holes the next
// record answers for the missing one.
Result<Sequence> RocksdbChangeLog::position_at(ShopId shop, Timestamp time) const {
  std::uint64_t low = 0;                    // everything up to here is before `time`
  std::uint64_t high = number(head(shop));  // everything after here is at or after it
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    const Result<std::optional<Timestamp>> at = time_after(shop, Sequence{middle});
    if (!at) return at.error();
    if (*at && **at < time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return Sequence{low};
}

std::array<KindCount, kChangeKinds> RocksdbChangeLog::counts(ShopId shop) const {
  KindCounts counts = parts_->appended(shop);
  const ShopLog& log = parts_->logs->of(shop);
  for (std::size_t kind = 0; kind < kChangeKinds; ++kind) {
    counts[kind].records -= std::min(counts[kind].records, log.removed[kind].records.load());
    counts[kind].bytes -= std::min(counts[kind].bytes, log.removed[kind].bytes.load());
  }
  return counts;
}

}  // namespace suggestd::store
