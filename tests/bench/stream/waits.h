// How long products wait for the sweep: the beginning of each wait, and the longest wait that has ended.
#pragma once

#include <cstddef>
#include <set>
#include <vector>

#include "base/ids.h"

namespace suggestd::bench {

// A moment of the stream: the number of events learned before it, and the seconds of work on them, as on one
// core that does nothing else.
struct Moment {
  std::size_t events = 0;
  double seconds = 0;
};

class Waits {
 public:
  // Notes that one product waits, or that it does not.
  void note(ProductRow row, bool waits, Moment now);
  // Notes of all products which of them wait.
  void note_all(const std::set<ProductRow>& waiting, Moment now);

  // The longest of the waits that have ended.
  const Moment& longest() const noexcept { return longest_; }
  // The length of the longest wait that goes on; zeros if none waits.
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
