// Finds the best of many candidates while most of the costly parts of their scores are never read.
//
// Threads  pure.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

namespace suggestd::recommend {

// A product: one part of its score is known, and the rest costs time.
struct Candidate {
  float known;
  std::uint32_t place;  // by which the caller knows it
};

// The k-th largest `known`; the lowest float if there are fewer.
inline float kth_known(const std::vector<Candidate>& candidates, std::size_t k) {
  if (candidates.size() < k) return std::numeric_limits<float>::lowest();
  std::vector<float> heap;  // the least at the front
  heap.reserve(k);
  for (const Candidate& candidate : candidates) {
    if (heap.size() == k) {
      if (candidate.known <= heap.front()) continue;
      std::pop_heap(heap.begin(), heap.end(), std::greater<>());
      heap.pop_back();
    }
    heap.push_back(candidate.known);
    std::push_heap(heap.begin(), heap.end(), std::greater<>());
  }
  return heap.front();
}

// Calls score(place) for all candidates that can come into a list of k, and for few others.
//
// First it scores the kScoredFirst * k candidates with the largest known part; from then on cutoff() tells
// the score that the list asks for. From the other candidates it drops those whose known part plus `rest`
// stays below the cutoff: `rest` is an upper bound for the unknown part of every candidate. For those that
// are left, bounds(candidates) gives an upper bound for each; it scores those whose sum reaches the cutoff,
// after the k largest sums.
//
// Requires: k > 0. Consumes the candidates.
template <class Cutoff, class Bounds, class Score>
void score_by_bound(std::vector<Candidate>& candidates, std::size_t k, float rest, Cutoff cutoff,
                    Bounds bounds, Score score) {
  constexpr std::size_t kScoredFirst = 2;  // times the length of the list
  const float floor = kth_known(candidates, kScoredFirst * k);
  for (const Candidate& candidate : candidates)
    if (candidate.known >= floor) score(candidate.place);
  const double least = static_cast<double>(cutoff()) - static_cast<double>(rest);
  std::erase_if(candidates, [&](const Candidate& one) {
    return one.known >= floor || static_cast<double>(one.known) < least;
  });

  const std::vector<float> unknown = bounds(candidates);
  for (std::size_t i = 0; i < candidates.size(); ++i) candidates[i].known += unknown[i];
  const auto best_ones = candidates.begin() + static_cast<std::ptrdiff_t>(std::min(candidates.size(), k));
  std::nth_element(candidates.begin(), best_ones, candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.known > b.known; });
  for (const Candidate& candidate : candidates)
    if (candidate.known >= cutoff()) score(candidate.place);
}

}  // namespace suggestd::recommend
