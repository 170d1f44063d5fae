#include "experiments/interleave.h"

#include <array>
#include <chrono>
#include <unordered_set>

#include <fmt/format.h>

#include "experiments/split.h"

namespace suggestd::experiments {
namespace {

constexpr unsigned kBitsOfHash = 64;

// The rest of a ranking, the best first.
class Draft {
 public:
  Draft(std::span<const std::uint64_t> keys, const std::unordered_set<std::uint64_t>& taken)
      : keys_(keys), taken_(taken) {}

  // False if it has no more.
  bool find_next() {
    while (place_ < keys_.size() && taken_.contains(keys_[place_])) ++place_;
    return place_ < keys_.size();
  }
  std::size_t place() const { return place_; }
  std::uint64_t key() const { return keys_[place_]; }

 private:
  std::span<const std::uint64_t> keys_;
  const std::unordered_set<std::uint64_t>& taken_;
  std::size_t place_ = 0;
};

}  // namespace

std::vector<Pick> interleave(std::span<const std::uint64_t> first, std::span<const std::uint64_t> second,
                             std::size_t length, const std::function<bool()>& coin) {
  std::vector<Pick> picks;
  std::unordered_set<std::uint64_t> taken;
  std::array<Draft, kRankings> drafts{Draft(first, taken), Draft(second, taken)};
  const auto pick = [&](std::size_t ranking, Team team) {
    const Draft& draft = drafts.at(ranking);
    picks.push_back({ranking, draft.place(), team});
    taken.insert(draft.key());
  };
  while (picks.size() < length) {
    const bool first_has = drafts[0].find_next();
    const bool second_has = drafts[1].find_next();
    if (!first_has && !second_has) break;
    if (!first_has || !second_has || drafts[0].key() == drafts[1].key()) {
      pick(first_has ? 0 : 1, Team::none);
      continue;
    }
    const std::size_t begins = coin() ? 0 : 1;
    pick(begins, static_cast<Team>(begins));
    // The other one's best is another product, and so still there.
    if (picks.size() < length) pick(1 - begins, static_cast<Team>(1 - begins));
  }
  return picks;
}

Coins::Coins(const SplitKey& key, const PersonId& person, Timestamp at, std::size_t before)
    : key_(key),
      seed_(fmt::format("{}\n{}\n{}\n", std::chrono::floor<std::chrono::days>(at).time_since_epoch().count(),
                        before, person_key(person.kind, person.id))) {}

bool Coins::toss() {
  if (left_ == 0) {
    bits_ = keyed_hash(key_, fmt::format("{}\n{}", block_++, seed_));
    left_ = kBitsOfHash;
  }
  --left_;
  return (bits_ >> left_ & 1U) != 0;
}

}  // namespace suggestd::experiments
