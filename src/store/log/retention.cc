#include "store/log/retention.h"

#include <algorithm>
#include <utility>

#include "records/change_codec.h"
#include "store/disk/database.h"
#include "store/log/latest_version.h"
#include "store/log/rocksdb_change_log_parts.h"

namespace suggestd::store {
namespace {

// Records removed with one write, so that commits in between do not wait.
constexpr std::size_t kPiece = 1'000;
// Records read before the rows are let go, so that a database that must be mended need not wait long.
constexpr std::size_t kSlice = 20'000;

constexpr std::chrono::hours kFastClock{1};

// One run over a shop's log, oldest first.
class Run {
 public:
  Run(Database& database, ShopId shop, ShopLog& log, const RetentionPolicy& policy, const KindCounts& kept,
      Timestamp now)
      : database_(database), shop_(shop), log_(log), policy_(policy), kept_(kept), now_(now) {
    oldest_ = Sequence{log.oldest.load()};
    for (std::size_t kind = 0; kind < kChangeKinds; ++kind) {
      removed_[kind] = {log.removed[kind].records, log.removed[kind].bytes};
    }
  }

  // Looks at some of the records after `after` and moves it on; false when no later one can be due.
  Result<bool> slice(Sequence& after, Sequence head, Sequence floor, RetentionReport& report) {
    const Rows rows = database_.iterate(Family::log);
    const std::string end = log_key(shop_, head);
    std::size_t looked_at = 0;
    for (rows->Seek(log_key(shop_, next(after))); rows->Valid() && view(rows->key()) <= end; rows->Next()) {
      if (++looked_at > kSlice) return true;
      const Result<RecordHeader> header = decode_record_header(view(rows->value()));
      if (!header) return header.error();
      const Sequence sequence = sequence_of_log_key(view(rows->key()));
      const Result<Timestamp> at = sound_time(header->at, sequence, head);
      if (!at) return at.error();
      if (!goes_on(*at)) return false;
      after = sequence;
      Status looked = look_at(after, view(rows->value()), header->kind, *at, floor, report);
      if (!looked) return looked.error();
    }
    if (!rows->status().ok()) return database_.read_error(rows->status(), "reading the log");
    return false;
  }

  // One write removes the records and puts the row that says so. Readers are told first: one that looked at
  // the old place after the records were gone would pass over them in silence.
  Status write() {
    if (batch_.Count() == 0) return {};
    {
      const auto held = database_.hold();
      (void)batch_.Put(database_.family(Family::meta), kept_key(shop_), encode_kept(oldest_, removed_));
    }
    const std::uint64_t oldest_before = log_.oldest.exchange(number(oldest_));
    Status written = database_.write(batch_, true);
    if (!written) {
      log_.oldest = oldest_before;
      return written;
    }
    batch_.Clear();
    for (std::size_t kind = 0; kind < kChangeKinds; ++kind) {
      log_.removed[kind].records = removed_[kind].records;
      log_.removed[kind].bytes = removed_[kind].bytes;
    }
    return {};
  }

 private:
  // True while a later record could still be due.
  bool goes_on(Timestamp at) const {
    for (std::size_t kind = 1; kind < kChangeKinds; ++kind) {
      if (kept_[kind].records > 0 && (too_old(kind, at) || too_large(kind))) return true;
    }
    return false;
  }

  // The time of a record. One from the future was dated by a wrong clock; it counts as old as the next record
  // with a sound time, or as of now if there is none.
  Result<Timestamp> sound_time(Timestamp at, Sequence sequence, Sequence head) {
    if (at <= now_ + kFastClock) return at;
    if (sequence <= next_sound_) return next_sound_at_;
    next_sound_ = head;
    next_sound_at_ = now_;
    const Rows rows = database_.iterate(Family::log);
    const std::string end = log_key(shop_, head);
    for (rows->Seek(log_key(shop_, sequence)); rows->Valid() && view(rows->key()) <= end; rows->Next()) {
      const Result<RecordHeader> header = decode_record_header(view(rows->value()));
      if (!header) return header.error();
      if (header->at > now_ + kFastClock) continue;
      next_sound_ = sequence_of_log_key(view(rows->key()));
      next_sound_at_ = header->at;
      break;
    }
    if (!rows->status().ok()) return database_.read_error(rows->status(), "reading the log");
    return next_sound_at_;
  }

  Status look_at(Sequence sequence, std::string_view value, ChangeKind kind_of_it, Timestamp at,
                 Sequence floor, RetentionReport& report) {
    const auto kind = static_cast<std::size_t>(kind_of_it);
    if (!too_old(kind, at) && !too_large(kind)) return {};
    if (sequence > floor) {
      ++report.held_back;
      return {};
    }
    Result<Change> change = decode_record(value);
    if (!change) return change.error();
    change->sequence = sequence;
    if (kind_of_it != ChangeKind::event) {
      const Result<bool> latest = is_latest_version(database_, shop_, *change);
      if (!latest) return latest.error();
      if (*latest) {
        ++report.last_versions;
        return {};
      }
    }
    remove(sequence, kind, value.size());
    ++report.removed;
    return batch_.Count() >= static_cast<int>(kPiece) ? write() : Status();
  }

  bool too_old(std::size_t kind, Timestamp at) const {
    return policy_[kind].age && at < now_ - *policy_[kind].age;
  }
  bool too_large(std::size_t kind) const {
    return policy_[kind].bytes && kept_[kind].bytes > *policy_[kind].bytes;
  }

  void remove(Sequence sequence, std::size_t kind, std::size_t value_bytes) {
    const std::string key = log_key(shop_, sequence);
    const std::uint64_t bytes = key.size() + value_bytes;
    (void)batch_.Delete(database_.family(Family::log), key);
    ++removed_[kind].records;
    removed_[kind].bytes += bytes;
    kept_[kind].records -= std::min<std::uint64_t>(kept_[kind].records, 1);
    kept_[kind].bytes -= std::min(kept_[kind].bytes, bytes);
    oldest_ = std::max(oldest_, next(sequence));
  }

  Database& database_;
  ShopId shop_;
  ShopLog& log_;
  const RetentionPolicy& policy_;
  KindCounts kept_;
  Timestamp now_;
  Sequence next_sound_{};  // up to here records from beyond now have the time next_sound_at_
  Timestamp next_sound_at_{};
  Sequence oldest_{};
  KindCounts removed_{};
  rocksdb::WriteBatch batch_;
};

}  // namespace

Result<RetentionReport> Retention::apply(ShopId shop, const RetentionPolicy& policy, Sequence floor,
                                         Timestamp now) {
  ShopLog& log = log_.parts_->logs->of(shop);
  Run run(database_, shop, log, policy, log_.counts(shop), now);
  RetentionReport report;
  const Sequence head = log_.head(shop);
  Sequence after{0};
  for (bool more = true; more;) {
    const Result<bool> slice = run.slice(after, head, floor, report);
    if (!slice) return slice.error();
    more = *slice;
  }
  Status written = run.write();
  if (!written) return written.error();
  report.oldest = log_.oldest(shop);
  return report;
}

}  // namespace suggestd::store
