// The best k of a stream of scored rows.
//
// Order    best score first; equal scores: smaller row first, whatever order they came in.
// Threads  one.
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include "base/ids.h"

namespace suggestd::lookup {

struct Hit {
  ProductRow row;
  float score;

  friend bool operator==(const Hit&, const Hit&) = default;
};

// True if `a` belongs before `b` in a list.
constexpr bool better(const Hit& a, const Hit& b) {
  return a.score > b.score || (a.score == b.score && a.row < b.row);
}

class TopHits {
 public:
  // Keeps at most `k` hits. Requires: k > 0.
  explicit TopHits(std::size_t k);

  // Takes the hit if it is among the best k so far. Requires: the score is not NaN.
  void offer(Hit hit);

  // A row whose score is below this can't get in; one that is equal may.
  float threshold() const noexcept {
    return heap_.size() < k_ ? -std::numeric_limits<float>::infinity() : heap_.front().score;
  }

  // The hits in order. Leaves nothing behind.
  std::vector<Hit> take();

 private:
  std::size_t k_;
  std::vector<Hit> heap_;  // the worst at the front
};

}  // namespace suggestd::lookup
