// One list of two rankings, in which each product stands for the ranking that brought it: whoever clicks votes.
//
// Method    team draft: the ranking with fewer products in the list brings its best that is not there yet; if both have
//           as many, a coin says which. Each ranking brings half of every beginning of the list, or one more than
//           half. Once a ranking has no more, the rest of the other follows and counts for none.
// Common    where both have as many and would bring the same product, it counts for none: the coin alone would decide
//           whose it is. So a pinned product, and a beginning that both have in common, add no noise.
// Fair      two picks after each other are the same two products whatever the coin says, and only their order is the
//           coin's. So at each place each ranking is as likely to stand as the other, and whoever clicks by places
//           alone prefers neither.
// Source    Radlinski, Kurup, Joachims: How Does Clickthrough Data Reflect Retrieval Quality?, CIKM 2008,
//           algorithm 2; `Common` is ours.
// Coins     SipHash of the visitor, the day and the products that came before, under the run's key: a list that is asked
//           for again on the same day is the same while the rankings are.
// Threads   pure, but for the coins, which are one thread's.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/time.h"
#include "experiments/experiment.h"
#include "records/person_id.h"

namespace suggestd::experiments {

inline constexpr std::size_t kRankings = 2;

enum class Team : std::uint8_t { first = 0, second = 1, none = 2 };

struct Pick {
  std::size_t ranking = 0;  // that it is taken from
  std::size_t place = 0;    // there
  Team team = Team::none;   // that it counts for
};

// `first` and `second`: what stands for each product; equal ones never come twice. `coin`: true for the first.
std::vector<Pick> interleave(std::span<const std::uint64_t> first, std::span<const std::uint64_t> second,
                             std::size_t length, const std::function<bool()>& coin);

class Coins {
 public:
  // `before`: products of the list's earlier pages, and of other lists of the same answer.
  Coins(const SplitKey& key, const PersonId& person, Timestamp at, std::size_t before);
  bool toss();

 private:
  const SplitKey key_;
  const std::string seed_;
  std::uint64_t bits_ = 0;
  unsigned left_ = 0;  // of the bits
  std::uint32_t block_ = 0;
};

}  // namespace suggestd::experiments
