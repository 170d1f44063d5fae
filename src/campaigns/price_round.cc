#include "campaigns/price_round.h"

#include <algorithm>
#include <array>

#include "base/parallel.h"

namespace suggestd::campaigns {
namespace {

// People of one piece of work: a quarter of a millisecond or more.
constexpr std::size_t kGrain = 2048;

// SplitMix64's last step: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

struct Offer {
  float net = 0;
  std::uint32_t place = Choices::kNone;
};

// The best offers of one person, the best first; one more than may be taken.
class BestOffers {
 public:
  explicit BestOffers(std::size_t most) : most_(most + 1) {}

  void add(const Offer& offer, const auto& before) {
    if (count_ == most_ && !before(offer, best_[count_ - 1])) return;
    std::size_t place = count_ < most_ ? count_++ : count_ - 1;
    for (; place > 0 && before(offer, best_[place - 1]); --place) best_[place] = best_[place - 1];
    best_[place] = offer;
  }
  std::size_t count() const { return count_; }
  const Offer& operator[](std::size_t i) const { return best_[i]; }

 private:
  std::array<Offer, kMostPerPerson + 1> best_;
  std::size_t most_;
  std::size_t count_ = 0;
};

struct Partial {
  std::vector<std::uint64_t> use;
  double net = 0;
};

void choose(const AssignmentProblem& problem, std::span<const float> prices, std::uint64_t seed,
            std::size_t person, PriceRound& round, Partial& partial) {
  BestOffers best(problem.per_person);
  const auto first_by_hash = [&](const Offer& a, const Offer& b) {
    const std::uint64_t of_person = mix(seed ^ mix(person + 1));
    const auto key = [&](const Offer& offer) {
      return mix(of_person ^ problem.candidates[offer.place].product);
    };
    return key(a) < key(b);
  };
  const auto before = [&](const Offer& a, const Offer& b) {
    if (a.net != b.net) return a.net > b.net;
    return first_by_hash(a, b);
  };
  const std::span<const Candidate> theirs = problem.of(person);
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    const float net = theirs[i].value - prices[theirs[i].product];
    if (net > 0) best.add({net, static_cast<std::uint32_t>(problem.first[person] + i)}, before);
  }
  const std::span<std::uint32_t> slots = round.wanted.of(person);
  for (std::size_t i = 0; i < slots.size(); ++i) {
    slots[i] = i < best.count() ? best[i].place : Choices::kNone;
    if (i >= best.count()) continue;
    partial.net += static_cast<double>(best[i].net);
    for (const std::uint32_t cap : problem.caps_of[problem.candidates[best[i].place].product])
      ++partial.use[cap];
  }
  round.runner_up[person] = best.count() > slots.size() ? best[slots.size()].net : 0;
}

}  // namespace

std::vector<float> product_prices(const AssignmentProblem& problem, std::span<const double> cap_prices) {
  std::vector<float> prices(problem.products());
  for (std::size_t product = 0; product < prices.size(); ++product) {
    double price = 0;
    for (const std::uint32_t cap : problem.caps_of[product]) price += cap_prices[cap];
    prices[product] = static_cast<float>(price);
  }
  return prices;
}

void run_round(const AssignmentProblem& problem, std::span<const double> cap_prices, std::uint64_t seed,
               std::size_t threads, PriceRound& round) {
  const std::vector<float> prices = product_prices(problem, cap_prices);
  std::vector<Partial> partials(chunk_count(problem.people(), kGrain));
  parallel_for(problem.people(), kGrain, threads, [&](const Chunk& chunk) {
    Partial& partial = partials[chunk.index];
    partial.use.resize(problem.caps.size());
    for (std::size_t person = chunk.begin; person < chunk.end; ++person)
      choose(problem, prices, seed, person, round, partial);
  });
  std::fill(round.use.begin(), round.use.end(), 0);
  round.bound = 0;
  for (const Partial& partial : partials) {
    round.bound += partial.net;
    for (std::size_t cap = 0; cap < round.use.size(); ++cap) round.use[cap] += partial.use[cap];
  }
  for (std::size_t cap = 0; cap < problem.caps.size(); ++cap)
    round.bound += static_cast<double>(problem.caps[cap]) * cap_prices[cap];
}

}  // namespace suggestd::campaigns
