// How long products wait for the sweep: since when each one does, and the longest of those that had an end.
#pragma once

#include <cstddef>
#include <set>
#include <vector>

#include "base/ids.h"

namespace suggestd::bench {

// A moment of the stream: events learned so far, and seconds of its own work, as on one core that does
// nothing else.
struct Moment {
  std::size_t events = 0;
  double seconds = 0;
};

class Waits {
 public:
  // One product may have begun or ended to wait.
  void note(ProductRow row, bool waits, Moment now);
  // Any may have.
  void note_all(const std::set<ProductRow>& waiting, Moment now);

  // Of the waits that have ended.
  const Moment& longest() const noexcept { return longest_; }
  // How long the one that now waits longest has done so; zeros if none waits.
  Moment longest_open(Moment now) const;

 private:
  struct Wait {
    bool open = false;
    Moment since;
  };
  std::vector<Wait> waits_;  // by product
  Moment longest_;
};

}  // namespace suggestd::bench
