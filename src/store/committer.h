// The one writer: decides what becomes of each mutation, numbers the changes, and makes them durable.
//
// Method   group commit. A thread drains the requests that wait, decides their mutations one after the
//          other against the stored state and what the group has done so far, and writes log records,
//          order state, user history, product state and refund ids in one WriteBatch with one sync. What
//          arrives meanwhile is the next group. Records are encoded by the calling thread. While nothing
//          waits, a caller commits its own request in the thread's place.
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

namespace suggestd::store {

class Database;
class RocksdbChangeLog;

enum class Durability {
  synced,   // on disk before the answer
  relaxed,  // in the write-ahead log before the answer, on disk within StoreOptions::relaxed_sync_interval;
            // a crash of the process loses nothing, a power cut may lose the last ones
};

inline constexpr std::size_t kMaxBatch = 1'000;

struct CommitterOptions {
  std::chrono::milliseconds relaxed_sync_interval{20};
  std::size_t queue_mutations = 16'384;
  std::uint64_t reserve_bytes = 0;
};

// What the committer has done so far.
struct CommitterStats {
  std::uint64_t groups = 0;
  std::uint64_t requests = 0;
  std::uint64_t mutations = 0;
  std::uint64_t syncs = 0;
  std::uint64_t refused_busy = 0;
  std::uint64_t waiting = 0;  // mutations now in the queue
  bool disk_full = false;
};

class Committer {
 public:
  // Requires: `database` and `log` outlive the committer.
  Committer(Database& database, RocksdbChangeLog& log, CommitterOptions options);
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

  // Bounded staleness: called before a request is queued; the caller then waits as long as it says (in
  // slices, asking again), and gets busy when kLongestLagWait is over. Set before the first commit.
  using LagGate = std::function<std::chrono::milliseconds(ShopId shop)>;
  void set_lag_gate(LagGate gate);

  // Forces what was written relaxed to disk. Errors: io, no_space.
  Status sync();

  CommitterStats stats() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

inline constexpr std::chrono::milliseconds kLongestLagWait{2'000};

}  // namespace suggestd::store
