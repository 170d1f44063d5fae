// The work of one follower of a shop's change log. follow/log_follower.h calls it.
//
// Order    begin(); then for each look at the log next_page(), and with records apply() and between_pages(),
//          without any rest(); end() at last.
// Waits    no call waits for time to pass: it says when the follower looks again, and the thread goes to others.
// Errors   an error ends the follower for good, but for one of kind busy, which counts as an exception does.
// Throws   any call but end() may. Then drop() is called at once, and begin_anew() after a pause; or begin(), if that has
//          not ended well yet.
// Threads  one call at a time, each sees what the one before did; by whichever thread of the pool is free.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/ids.h"
#include "base/result.h"
#include "store/log/change_log.h"

namespace suggestd::follow {

// Thrown by a work that could not apply something, with the reason.
struct Unapplied {
  Sequence sequence{};  // 0: it was other work that threw
  std::string what;
  bool at_fault = false;  // memory was to be had: the record asked for more than it may, or met a defect
};

// An answer to rest(): the next step.
struct Rested {
  bool worked = false;  // the log is looked at without a wait
  // rest() is called again after this time, if nothing was to be read before; none: only then.
  std::optional<std::chrono::milliseconds> again = {};
};

class FollowerWork {
 public:
  virtual ~FollowerWork() = default;

  // Restores the state that was kept last. Called again, after drop() and a pause, as long as it throws.
  virtual Status begin() = 0;

  // Everything up to here was read; next_page() goes on from it.
  virtual Sequence position() const = 0;
  virtual Result<store::Page> next_page() = 0;
  // Called when retention has taken records that were not read yet. Afterwards position() must be one that
  // can be read.
  virtual Status pass_gap() = 0;

  // Applies a page that moves the position on, whether or not it has records, and moves position() there.
  virtual Status apply(const store::Page& page) = 0;
  // The time for which the log is not looked at, so that more comes together.
  virtual Result<std::chrono::milliseconds> between_pages() { return std::chrono::milliseconds(0); }
  // Called when there is nothing to read.
  virtual Result<Rested> rest() = 0;

  // After an exception: lets go of everything that may be half done, most of all of its memory.
  virtual void drop() noexcept = 0;
  // Goes on from the state that was kept last.
  virtual Status begin_anew(const Unapplied& broken) = 0;

  // Keeps the state that is worth it; the follower ends.
  virtual Status end() { return {}; }
};

}  // namespace suggestd::follow
