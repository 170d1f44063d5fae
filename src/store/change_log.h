// The append-only, ordered record of all changes of the shops: what teaches the model, feeds followers
// and survives a crash.
//
// Order    per shop, dense sequences from 1. A reader can never see n before n-1.
// Epoch    counts restores. A position of another epoch is refused, never reinterpreted.
// Atomic   a batch is appended whole or not at all, and `read` never splits one.
// Threads  one appender; any number of readers at the same time.
// Second implementations must pass tests/store/change_log_conformance.h.
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "records/change.h"

namespace suggestd::store {

struct Page {
  std::vector<Change> changes;
  Sequence next{};  // read on from here: the last sequence looked at, whether or not it is in `changes`
};

class ChangeLog {
 public:
  virtual ~ChangeLog() = default;

  // Appends `changes` as one batch; gives them the sequences head+1, head+2 ... and returns the last.
  // On an error nothing was appended.
  virtual Result<Sequence> append(ShopId shop, std::span<Change> changes) = 0;

  // Records after `after`, oldest first: at least one batch if there is one, and then whole batches up
  // to about `limit` records. Errors: gone if `after` is older than oldest() - 1.
  virtual Result<Page> read(ShopId shop, Sequence after, std::size_t limit) const = 0;

  // Latest-version form: each thing once, at the place of its last record, without `before`; an event is a
  // thing of its own. Deletions of products and of people are there too, because what they took back is told
  // by records of other things. Never `gone`: what retention leaves is enough for it. Looks at about `limit`
  // records, so a page may be empty while Page::next moves on; the end is Page::next == head().
  virtual Result<Page> read_latest(ShopId shop, Sequence after, std::size_t limit) const = 0;

  // The log is complete from here on: the first record kept; head() + 1 if none is.
  virtual Sequence oldest(ShopId shop) const = 0;
  // Last record; 0 if none was ever appended.
  virtual Sequence head(ShopId shop) const = 0;
  virtual Epoch epoch(ShopId shop) const = 0;

  // Waits until head(shop) > `after` or `timeout` has passed; true if there is something to read.
  virtual bool wait_beyond(ShopId shop, Sequence after, std::chrono::milliseconds timeout) const = 0;
};

}  // namespace suggestd::store
