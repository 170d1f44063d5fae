// Keeps a record that can't be applied from ending the learner for ever.
//
// Throws   a record whose application throws is tried again on a model made anew. If it throws kMostThrows
//          times in a row, and memory was to be had each time, it is at fault: from then on it is passed
//          over.
// Kills    a process that the system kills leaves no word. Each start therefore counts itself in the
//          follower's rows until the learner has caught up. After kCarefulAfter starts that never did, the
//          place of each record is noted before it is applied; a record at which kMostDeaths processes in a
//          row have ended is passed over, but at most kMostByDeath in all: more means that the machine has
//          too little memory.
// Cost     one small write a start; a careful start writes once more before each record.
// Threads  the learner's worker. Requires: no checkpoint is being written during a call.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "follow/follower_work.h"
#include "learn/checkpoint/set_aside.h"
#include "store/tables/follower_state.h"

namespace suggestd::learn {

inline constexpr std::string_view kAsideKey = "x";
inline constexpr std::string_view kStartKey = "y";

class ApplyGuard {
 public:
  static constexpr std::uint64_t kCarefulAfter = 1;
  static constexpr std::uint64_t kMostDeaths = 2;
  static constexpr std::uint64_t kMostByDeath = 8;
  static constexpr std::uint64_t kMostThrows = 2;

  // Requires: `state` outlives this.
  ApplyGuard(ShopId shop, store::FollowerState& state) : shop_(shop), state_(state) {}

  // Takes what earlier processes have left, before anything of it is cleared. A state of another epoch has
  // left nothing.
  Status load(Epoch epoch);
  // Counts this start; writes all anew.
  Status begin();
  // The learner has caught up: this start did not end too early.
  Status end_of_start();
  bool start_is_open() const noexcept { return start_.count > 0; }
  bool careful() const noexcept { return start_.count > kCarefulAfter; }

  // Calls `apply` for a record, unless it is passed over; false if it is. Throws follow::Unapplied, and
  // nothing else.
  Result<bool> apply(Sequence sequence, const std::function<void()>& apply);
  // Tells that no record is being applied.
  Status rest();

  // Tells of a record that threw. True if it is passed over from now on.
  Result<bool> note_throw(Sequence sequence, const std::string& what, bool at_fault);
  // Tells of a record that was used in part; true if that is new. row() holds it, for the next checkpoint.
  bool note_cut(Sequence sequence, std::string reason);
  // Tells that the log is read from its beginning; write_again() then writes the rows that were or will be
  // cleared.
  void begin_afresh() { aside_.keep_whole_ones(); }
  Status write_again();

  const SetAside& aside() const noexcept { return aside_; }
  store::StateRow row() const { return {std::string(kAsideKey), aside_.encode()}; }

 private:
  struct Start {
    std::uint64_t count = 0;     // this one, and those before it that never caught up
    Sequence sequence{};         // being applied; 0: none
    std::uint64_t deaths = 0;    // of processes that applied it
    std::uint64_t by_death = 0;  // records passed over for that
  };
  Result<bool> admit(Sequence sequence);
  Status write(const std::vector<store::StateRow>& rows);
  store::StateRow start_row() const;

  const ShopId shop_;
  store::FollowerState& state_;
  SetAside aside_;
  Start start_;
  Sequence suspect_{};        // the record at which earlier processes ended; 0: none
  std::uint64_t deaths_ = 0;  // of those processes
  Sequence thrown_by_{};
  std::uint64_t throws_ = 0;
};

// The records that the learner of this state passes over or cuts, for a replay.
Result<SetAside> read_set_aside(const store::FollowerState& state, ShopId shop);

}  // namespace suggestd::learn
