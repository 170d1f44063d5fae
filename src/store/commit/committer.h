// The one writer: decides the outcome of each mutation, numbers the changes, and makes them durable.
//
// Method   group commit. A thread drains the requests that wait, decides their mutations one after the other
//          against the stored state and the writes of the group so far, and writes log records, order state,
//          user history, product state and refund ids in one WriteBatch with one sync. Requests that arrive
//          meanwhile are the next group. Records are encoded by the calling thread. While nothing waits, a
//          caller commits its own request in the thread's place.
// Order    sequences are dense in a shop; a reader of the log can never see n before n-1, and sees
//          nothing that a crash could take back: the log's head moves at the sync.
// Batch    the mutations of one commit() stand together in the log, up to kMaxBatch of them.
// Threads  any number of callers; one committer in a process (the store holds it).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "records/mutation.h"
#include "store/commit/repeats.h"
#include "store/commit/write_size.h"

namespace suggestd::store {

class Database;
class ErasedIds;
class RocksdbChangeLog;

enum class Durability {
  synced,    // on disk before the answer
  buffered,  // in the write-ahead log before the answer, on disk within StoreOptions::buffered_sync_interval;
             // a crash of the process loses nothing, a power cut may lose the last ones
};

inline constexpr std::size_t kMaxBatch = 1'000;

struct CommitterOptions {
  std::chrono::milliseconds buffered_sync_interval{20};
  std::size_t queue_mutations = 16'384;
  std::uint64_t reserve_bytes = 0;
};

// Counts of the committer since its start.
struct CommitterStats {
  std::uint64_t groups = 0;
  std::uint64_t requests = 0;
  std::uint64_t mutations = 0;
  std::uint64_t syncs = 0;
  std::uint64_t refused_busy = 0;
  std::uint64_t waiting = 0;  // mutations now in the queue
  bool disk_full = false;
};

// The result of a commit under a RepeatToken.
struct CommittedOnce {
  std::vector<Outcome> outcomes;
  Sequence last{};        // of the outcomes; the last record of before if none has one
  std::string note;       // the token's, of the first time
  bool repeated = false;  // made before: these are its outcomes of the first time
};

class Committer {
 public:
  // Requires: all outlive the committer.
  Committer(Database& database, RocksdbChangeLog& log, const Repeats& repeats, ErasedIds& erased,
            CommitterOptions options);
  ~Committer();  // commits what waits, syncs, and stops
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;

  // Blocks until the outcome is decided and, where something was written, as durable as asked for: one
  // outcome a mutation, in order. A refused mutation takes no other with it. More than kMaxBatch
  // mutations are committed in several batches.
  // Errors (nothing was written, or of a large request only the first batches): busy if too much is
  // waiting or the learner is too far behind; no_space while the disk is full, which ends by itself; io.
  Result<std::vector<Outcome>> commit(ShopId shop, std::vector<Mutation> mutations, Durability durability,
                                      const Precondition& precondition = {});

  // The same, made once for a token; see store/commit/repeats.h. Without mutations, only the token's note is
  // kept. Requires: at most kMaxBatch mutations. Errors: also conflict if the token was used for something
  // else.
  Result<CommittedOnce> commit_once(ShopId shop, std::vector<Mutation> mutations, Durability durability,
                                    const Precondition& precondition, RepeatToken token);

  // Bounded staleness: called before a request is queued. It estimates how long the learner takes to come
  // within the bound; the caller waits for that (in slices, asking again), or gets busy at once if it would
  // be longer than longest_lag_wait(). Set before the first commit.
  using LagGate = std::function<std::chrono::milliseconds(ShopId shop, WriteSize size)>;
  void set_lag_gate(LagGate gate);

  // Forces writes without a sync to disk. Errors: io, no_space.
  Status sync();

  // For an erasure: writes all files of the database anew (store/disk/database.h, rewrite_files() and reopen()). Errors:
  // theirs; after busy it is to be tried again.
  Status rewrite_files();

  // Looks whether the disk has room, and mends a database whose write has failed, as the next commit would.
  // For a timer, because callers who are told that the store takes no writes may send none.
  void look_for_room();

  CommitterStats stats() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// An error of kind busy.
Error learner_too_far_behind(std::chrono::milliseconds wait);

}  // namespace suggestd::store
