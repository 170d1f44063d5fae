#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace suggestd::recommend {

// A product whose score costs time, and what is known of it without.
struct Bounded {
  float most;           // at least its score, but for rounding
  std::uint32_t place;  // the caller's
};

// Calls score(place) for those of the candidates that can come into a list of k, and for few others: first
// for some that reach the most, then for what can still reach cutoff(), the score that the list asks for by
// now.
template <class Cutoff, class Score>
void score_most_first(std::vector<Bounded>& candidates, std::size_t k, Cutoff cutoff, Score score) {
  constexpr std::size_t kScoredFirst = 4;  // times the length of the list
  const std::size_t first = std::min(candidates.size(), kScoredFirst * k);
  std::nth_element(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(first),
                   candidates.end(), [](const Bounded& a, const Bounded& b) { return a.most > b.most; });
  for (const Bounded& candidate : candidates)
    if (candidate.most >= cutoff()) score(candidate.place);
}

}  // namespace suggestd::recommend
