#include "lookup/top_hits.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace suggestd::lookup {

TopHits::TopHits(std::size_t k) : k_(k) { assert(k > 0); }

void TopHits::offer(Hit hit) {
  if (heap_.size() < k_) {
    heap_.push_back(hit);
    std::push_heap(heap_.begin(), heap_.end(), better);
    return;
  }
  if (!better(hit, heap_.front())) return;
  std::pop_heap(heap_.begin(), heap_.end(), better);
  heap_.back() = hit;
  std::push_heap(heap_.begin(), heap_.end(), better);
}

std::vector<Hit> TopHits::take() {
  std::sort_heap(heap_.begin(), heap_.end(), better);
  return std::exchange(heap_, {});
}

}  // namespace suggestd::lookup
