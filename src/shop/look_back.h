// A shop's model as it was at an earlier record of its log, for people who ask what was shown then and why.
//
// One      of all shops: a model takes about the memory of the one that serves. To begin the next one drops it.
// Kept     for kKeptFor after its last use. A restart forgets it.
// Erased   an erasure drops the shop's model (forget()), and the one that is being made is not kept: its maker may have
//          read the person's records before they were stubs.
// Threads  any; one inside, which drops what nobody has used for long.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <thread>

#include "base/clock.h"
#include "base/ids.h"
#include "base/mutex.h"
#include "base/result.h"
#include "base/time.h"
#include "learn/snapshot.h"

namespace suggestd::shop {

// A longer log is not replayed for a look back.
inline constexpr std::uint64_t kMostLookBackRecords = 1'000'000;

struct PastModel {
  Sequence as_of{};  // the last record that it has learned
  Timestamp at{};    // when that was committed
  std::shared_ptr<const learn::Snapshot> snapshot;
};

class LookBack {
 public:
  static constexpr std::chrono::minutes kKeptFor{10};

  // The right to make the next model: held while it is made.
  class Turn {
   public:
    Turn(Turn&& other) noexcept;
    Turn& operator=(Turn&&) = delete;
    ~Turn();

   private:
    friend class LookBack;
    Turn(LookBack& of, ShopId shop, std::uint64_t erasures) : of_(&of), shop_(shop), erasures_(erasures) {}
    LookBack* of_;
    ShopId shop_;
    std::uint64_t erasures_;  // of the shop when it began
  };

  // Requires: the clock outlives this.
  explicit LookBack(const Clock& clock = machine_clock());
  ~LookBack();
  LookBack(const LookBack&) = delete;
  LookBack& operator=(const LookBack&) = delete;

  // Errors: busy while another one is made.
  Result<Turn> begin(ShopId shop);
  Status check_free() const;
  // Keeps the model that was made in this turn. Errors: conflict if somebody was erased meanwhile.
  Status keep(const Turn& turn, PastModel model);
  // Errors: conflict, saying what to do, if the model of this record is not there (any more).
  Result<std::shared_ptr<const PastModel>> find(ShopId shop, Sequence as_of);
  // Somebody of the shop is erased, or the shop is deleted.
  void forget(ShopId shop);

 private:
  struct Kept {
    ShopId shop{};
    std::shared_ptr<const PastModel> model;
    std::chrono::steady_clock::time_point used;
  };

  void work();
  bool is_old() const SUGGESTD_REQUIRES(mutex_) { return clock_.steady() - kept_.used >= kKeptFor; }

  const Clock& clock_;
  mutable Mutex mutex_;
  ConditionVariable changed_;
  bool making_ SUGGESTD_GUARDED_BY(mutex_) = false;
  bool stopping_ SUGGESTD_GUARDED_BY(mutex_) = false;
  Kept kept_ SUGGESTD_GUARDED_BY(mutex_);  // without a model: none
  std::map<ShopId, std::uint64_t> erasures_ SUGGESTD_GUARDED_BY(mutex_);
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace suggestd::shop
