#include "store/log/rocksdb_change_log.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/mutex.h"
#include "records/change_codec.h"
#include "store/log/latest_version.h"
#include "store/log/log_batch.h"
#include "store/log/rocksdb_change_log_parts.h"

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

// A record with a time further in the future than this was dated by a clock that has been set right since.
constexpr std::chrono::hours kFastClock{1};

// Steps through the rows of one shop up to a sequence.
class LogCursor {
 public:
  LogCursor(const Database& database, ShopId shop, Sequence after, Sequence last)
      : database_(database), after_(after), row_(database.iterate(Family::log)), end_(log_key(shop, last)) {
    row_->Seek(log_key(shop, next(after)));
  }
  bool valid() const { return row_->Valid() && view(row_->key()) <= end_; }
  void step() {
    after_ = sequence();
    row_->Next();
  }
  const rocksdb::Iterator& row() const { return *row_; }
  Sequence sequence() const { return sequence_of_log_key(view(row_->key())); }
  Status status() const {
    if (row_->status().ok()) return {};
    return database_.read_error(row_->status(), place());
  }
  // Checks that the next record is there, where the log is complete; if it is not, notes damage.
  Status expect(Sequence sequence) const {
    if (valid() && this->sequence() == sequence) return {};
    if (Status read = status(); !read) return read;
    Error missing =
        corrupt(fmt::format("{}: record {} is missing; restore a backup", place(), number(sequence)));
    database_.note_damage(missing);
    return missing;
  }

 private:
  std::string place() const { return fmt::format("reading the log after sequence {}", number(after_)); }

  const Database& database_;
  Sequence after_;
  Rows row_;
  std::string end_;
};

// The time of the cursor's first record that is not beyond `latest`.
Result<std::optional<Timestamp>> sound_time(LogCursor cursor, Timestamp latest) {
  for (; cursor.valid(); cursor.step()) {
    const Result<RecordHeader> header = decode_record_header(view(cursor.row().value()));
    if (!header) return header.error();
    if (header->at <= latest) return std::optional(header->at);
  }
  if (const Status read = cursor.status(); !read) return read.error();
  return std::optional<Timestamp>();
}

// Counts what a read has looked at and kept.
class PageEnd {
 public:
  explicit PageEnd(const ReadBounds& bounds) : bounds_(bounds) {}

  bool reached() const {
    return records_ >= std::max<std::size_t>(bounds_.records, 1) || bytes_ >= bounds_.bytes ||
           looked_at_ >= bounds_.looked_at || bytes_looked_at_ >= bounds_.bytes_looked_at;
  }
  // Counts the change as looked at; true if it is wanted.
  bool wants(const Change& change, std::size_t bytes) {
    ++looked_at_;
    bytes_looked_at_ += bytes;
    return !bounds_.wanted || bounds_.wanted(change);
  }
  void keep(std::size_t bytes) {
    ++records_;
    bytes_ += bytes;
  }

 private:
  const ReadBounds& bounds_;
  std::size_t records_ = 0;
  std::size_t bytes_ = 0;
  std::size_t looked_at_ = 0;
  std::size_t bytes_looked_at_ = 0;
};

}  // namespace

void RocksdbChangeLog::show_written() {
  bool any = false;
  parts_->logs->for_each([&](ShopId shop, ShopLog& log) {
    const std::uint64_t written = log.written.load();
    if (log.head.load(std::memory_order_relaxed) == written) return;
    log.head.store(written, std::memory_order_release);
    tell_watchers(shop);
    any = true;
  });
  if (!any) return;
  // Locks once, so that a waiter can't look at the head and then miss the notice.
  { const MutexLock lock(parts_->mutex); }
  parts_->moved.notify_all();
}

Status RocksdbChangeLog::Parts::reload() {
  Status loaded = logs->reload(database);
  if (loaded) records = logs->records();
  return loaded;
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
  parts->records = parts->logs->records();
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

Result<Page> RocksdbChangeLog::read(ShopId shop, Sequence after, const ReadBounds& bounds) const {
  Page page;
  page.next = after;
  const Sequence last = head(shop);
  LogCursor cursor(parts_->database, shop, after, last);
  // Read after the cursor has its view of the rows, so that it tells if retention took some of them since.
  const Sequence oldest = this->oldest(shop);
  if (next(after) < oldest) return gone_before(after, oldest);
  PageEnd end(bounds);
  for (; page.next < last; cursor.step()) {
    if (Status there = cursor.expect(next(page.next)); !there) return there.error();
    if (end.reached()) {
      const Result<RecordHeader> header = decode_record_header(view(cursor.row().value()));
      if (!header) return header.error();
      if (!header->continues_batch) break;
    }
    Result<Change> change = decode_row(cursor.row());
    if (!change) return std::move(change).error();
    page.next = change->sequence;
    const std::size_t bytes = cursor.row().value().size();
    if (!end.wants(*change, bytes)) continue;
    end.keep(bytes);
    page.changes.push_back(*std::move(change));
  }
  return page;
}

Result<Page> RocksdbChangeLog::read_latest(ShopId shop, Sequence after, const ReadBounds& bounds) const {
  Page page;
  page.next = after;
  const Sequence last = head(shop);
  PageEnd end(bounds);
  LogCursor cursor(parts_->database, shop, after, last);
  for (; cursor.valid() && !end.reached(); cursor.step()) {
    Result<Change> change = decode_row(cursor.row());
    if (!change) return std::move(change).error();
    page.next = change->sequence;
    const std::size_t bytes = cursor.row().value().size();
    if (!end.wants(*change, bytes)) continue;
    const Result<bool> latest = is_latest_version(parts_->database, shop, *change);
    if (!latest) return latest.error();
    if (!*latest) continue;
    end.keep(bytes);
    if (auto* order = std::get_if<OrderChange>(&change->payload)) order->before.reset();
    page.changes.push_back(*std::move(change));
  }
  if (const Status read = cursor.status(); !read) return read.error();
  // The last records may have been taken away by retention; then there is nothing more to come.
  if (!cursor.valid()) page.next = std::max(page.next, last);
  return page;
}

Result<Page> RocksdbChangeLog::read_kept(ShopId shop, Sequence after, const ReadBounds& bounds) const {
  Page page;
  page.next = after;
  const Sequence last = head(shop);
  PageEnd end(bounds);
  LogCursor cursor(parts_->database, shop, after, last);
  for (; cursor.valid() && !end.reached(); cursor.step()) {
    Result<Change> change = decode_row(cursor.row());
    if (!change) return std::move(change).error();
    page.next = change->sequence;
    const std::size_t bytes = cursor.row().value().size();
    if (!end.wants(*change, bytes)) continue;
    end.keep(bytes);
    page.changes.push_back(*std::move(change));
  }
  if (const Status read = cursor.status(); !read) return read.error();
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
  MutexLock lock(parts_->mutex);
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

// Finds the place by halving, because times in a log never go back by more than a clock that is set right
// does. The next record answers for one that retention has taken, and for one that a wrong clock has dated
// into the future.
Result<Sequence> RocksdbChangeLog::position_at(ShopId shop, Timestamp time) const {
  const Timestamp latest = std::max(time, now() + kFastClock);
  std::uint64_t low = 0;                    // everything up to here is before `time`
  std::uint64_t high = number(head(shop));  // everything after here is at or after it
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    const Result<std::optional<Timestamp>> at =
        sound_time(LogCursor(parts_->database, shop, Sequence{middle}, head(shop)), latest);
    if (!at) return at.error();
    if (*at && **at < time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return Sequence{low};
}

std::uint64_t RocksdbChangeLog::records() const { return parts_->records; }

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
