// How far the rows of a follower are written, and the records that it passes over: what all followers that keep rows
// have in common.
//
// Fault    a record that is at fault twice in a row is passed over, and told in the log: nothing that is replayed may
//          keep a follower from going on.
// Disk     a write that fails for a reason which passes by itself is tried again, until the follower is stopped.
// Threads  the follower's thread, but for passed_over().
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <new>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/memory.h"
#include "base/result.h"
#include "follow/follower_work.h"
#include "follow/log_follower.h"
#include "records/change.h"
#include "store/log/change_log.h"
#include "store/tables/follower_state.h"

namespace suggestd::follow {

class KeptRows {
 public:
  static constexpr std::size_t kPageRecords = 512;
  // The pause after each page at the head: records that come meanwhile are read together, and each waking takes time
  // from requests.
  static constexpr std::chrono::milliseconds kGather{20};
  // While more is to be read and no row changes, the position alone is written once in this many records.
  static constexpr std::uint64_t kRecordsPerPosition = 20'000;

  // `name`: as the log calls what passes a record over, such as "the attribution". Requires: log and state outlive
  // this.
  KeptRows(std::string name, ShopId shop, const store::ChangeLog& log, store::FollowerState& state)
      : name_(std::move(name)), shop_(shop), log_(log), state_(state) {}

  // Finds how far the rows are written; rows that were made from another log are cleared. Errors: those of the state.
  Status open();
  Sequence written() const noexcept { return written_; }
  // The rows and the position in one. Errors: those of the state that do not pass by themselves, and all once the
  // follower is being stopped.
  Status write(Sequence applied, const std::vector<store::StateRow>& rows, LogFollower& follower);
  // True if the position alone is to be written by now.
  bool due(Sequence applied) const noexcept {
    return number(applied) - number(written_) >= kRecordsPerPosition;
  }

  // Calls apply(change), unless the record is passed over. Throws Unapplied in place of any exception.
  template <class Apply>
  Status apply(const Change& change, const Apply& apply) const {
    if (passed_over_.contains(change.sequence)) return {};
    try {
      return apply(change);
    } catch (const std::bad_alloc&) {
      throw Unapplied{change.sequence, "it needs more memory than there is", memory_is_to_be_had()};
    } catch (const std::exception& problem) {
      throw Unapplied{change.sequence, problem.what(), true};
    }
  }
  // For FollowerWork::begin_anew(), which reads on from written().
  void note(const Unapplied& broken);
  std::uint64_t passed_over() const noexcept { return passed_over_count_.load(); }

 private:
  static constexpr std::chrono::milliseconds kRetry{200};

  const std::string name_;
  const ShopId shop_;
  const store::ChangeLog& log_;
  store::FollowerState& state_;
  Sequence written_{};
  Sequence met_{};  // threw last
  std::set<Sequence> passed_over_;
  std::atomic<std::uint64_t> passed_over_count_{0};
};

}  // namespace suggestd::follow
