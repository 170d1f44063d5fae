// The append-only, ordered record of all changes of the shops: it teaches the model, feeds followers and
// survives a crash.
//
// Order    per shop, dense sequences from 1. A reader can never see n before n-1.
// Epoch    counts restores. A position of another epoch is refused, never reinterpreted.
// Atomic   a batch is appended whole or not at all, and `read` never splits one.
// Threads  one appender; any number of readers at the same time.
//
// A second implementation must pass tests/store/change_log_conformance.h; nothing outside store/ names one.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "records/change.h"
#include "store/log/head_watchers.h"

namespace suggestd::store {

struct Page {
  std::vector<Change> changes;
  Sequence next{};  // read on from here: the last sequence looked at, whether or not it is in `changes`
};

// The records of one kind that the log holds.
struct KindCount {
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;  // of keys and values, before compression
};
inline constexpr std::size_t kChangeKinds = 7;  // index by the number of a ChangeKind; 0 is unused

// The bounds of a read of the log; the first that is reached ends it. Bytes are those of the records as they
// are stored.
struct ReadBounds {
  std::size_t records = 0;  // that are wanted
  std::size_t bytes = std::numeric_limits<std::size_t>::max();
  std::size_t looked_at = std::numeric_limits<std::size_t>::max();  // wanted or not
  std::size_t bytes_looked_at = std::numeric_limits<std::size_t>::max();
  std::function<bool(const Change&)> wanted;  // none: all
};

class ChangeLog {
 public:
  virtual ~ChangeLog() = default;

  // Appends `changes` as one batch; gives them the sequences head+1, head+2 ... and returns the last.
  // On an error nothing was appended.
  virtual Result<Sequence> append(ShopId shop, std::span<Change> changes) = 0;

  // Records after `after`, oldest first: at least one batch if there is one, and then whole batches up to the
  // one that reaches a bound. Errors: gone if `after` is older than oldest() - 1.
  virtual Result<Page> read(ShopId shop, Sequence after, const ReadBounds& bounds) const = 0;
  Result<Page> read(ShopId shop, Sequence after, std::size_t limit) const;

  // Latest-version form: each thing once, at the place of its last record, without `before`; an event is a
  // thing of its own. Deletions of products and of people are there too, because the things that they took
  // back stand in records of other things. Never `gone`: the records that retention leaves are enough. A page
  // may be empty while Page::next moves on; the end is Page::next == head().
  virtual Result<Page> read_latest(ShopId shop, Sequence after, const ReadBounds& bounds) const = 0;
  // The same; looks at `limit` records at most.
  Result<Page> read_latest(ShopId shop, Sequence after, std::size_t limit) const;

  // All records that are kept, also those before oldest(), where the log has holes. Never `gone`; pages as of
  // read_latest.
  virtual Result<Page> read_kept(ShopId shop, Sequence after, const ReadBounds& bounds) const = 0;

  // The log is complete from here on: the first record kept; head() + 1 if none is.
  virtual Sequence oldest(ShopId shop) const = 0;
  // Last record; 0 if none was ever appended.
  virtual Sequence head(ShopId shop) const = 0;
  virtual Epoch epoch(ShopId shop) const = 0;
  // Last record handed to the log. Beyond head() while the last writes are not synced.
  virtual Sequence written(ShopId shop) const = 0;

  // The position to read from for everything committed at or after `time`: the sequence before the first
  // such record; head() if there is none.
  virtual Result<Sequence> position_at(ShopId shop, Timestamp time) const = 0;
  // Commit time of the first record after `after`; nothing if there is none.
  virtual Result<std::optional<Timestamp>> time_after(ShopId shop, Sequence after) const = 0;

  virtual std::array<KindCount, kChangeKinds> counts(ShopId shop) const = 0;

  // Waits until head(shop) > `after` or `timeout` has passed; true if there is something to read.
  virtual bool wait_beyond(ShopId shop, Sequence after, std::chrono::milliseconds timeout) const = 0;

  // Calls `moved` after each move of head(shop), as long as the watch lives. Requires: the log outlives it.
  std::unique_ptr<HeadWatchers::Watch> watch_head(ShopId shop, HeadMoved moved) const {
    return watchers_.add(shop, std::move(moved));
  }

 protected:
  // For the appender, once readers can see the records.
  void tell_watchers(ShopId shop) const { watchers_.tell(shop); }

 private:
  mutable HeadWatchers watchers_;
};

}  // namespace suggestd::store
