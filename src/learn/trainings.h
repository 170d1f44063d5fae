// The whole trainings of a learner: those that others ask for, and the latest ones, whoever wanted them.
//
// Wishes   one training grants all that were asked for before it began. Those that a training has begun to grant are not
//          granted anew if it is broken off: who asked is told so.
// Kept     in memory, since the start of the process.
// Threads  any; begin(), end() and break_off() are the learner's own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "base/mutex.h"
#include "base/time.h"

namespace suggestd::learn {

struct TrainedOn {
  Sequence sequence{};  // applied when the trained rows were published
  std::uint64_t orders = 0;
  std::uint64_t interactions = 0;
};

struct Training {
  std::uint64_t wish = 0;  // the last that it grants; 0: none
  bool asked = false;      // somebody waited for it
  Timestamp begun{};
  std::optional<Timestamp> ended;
  std::optional<TrainedOn> on;  // none: it goes on, or was broken off
};

class Trainings {
 public:
  static constexpr std::size_t kKept = 20;

  // The number of the wish.
  std::uint64_t ask();
  // Takes the wish back, unless a training has begun since or another one was asked for.
  void withdraw(std::uint64_t wish);
  // The training that grants it; nothing while it waits for its beginning.
  std::optional<Training> of_wish(std::uint64_t wish) const;
  // The latest kKept, newest last.
  std::vector<Training> latest() const;

  // True if a training was asked for and none has begun since.
  bool asked() const;
  void begin();
  // Does nothing if none goes on.
  void end(const TrainedOn& on);
  void break_off() noexcept;

 private:
  mutable Mutex mutex_;
  std::uint64_t asked_ SUGGESTD_GUARDED_BY(mutex_) = 0;
  std::uint64_t taken_ SUGGESTD_GUARDED_BY(mutex_) = 0;
  std::vector<Training> latest_ SUGGESTD_GUARDED_BY(mutex_);
};

}  // namespace suggestd::learn
