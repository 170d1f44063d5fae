#include "campaigns/assignment.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "campaigns/price_round.h"
#include "campaigns/repair.h"

namespace suggestd::campaigns {
namespace {

constexpr unsigned kPatience = 10;  // rounds
// The step factor at which prices move no more than rounding.
constexpr double kSmallestStep = 1e-3;

class PriceSearch {
 public:
  PriceSearch(const AssignmentProblem& problem, const AssignmentOptions& options, PriceState from)
      : problem_(problem), options_(options), state_(std::move(from)), round_(problem) {
    if (!state_.prices.empty() || problem.caps.empty()) return;
    state_.prices.assign(problem.caps.size(), 0);
    state_.best_prices = state_.value_prices = state_.prices;
    state_.patience_left = kPatience;
  }

  Result<Assignment> run();

 private:
  bool done() const {
    return state_.round >= options_.rounds || state_.step < kSmallestStep || is_near() ||
           problem_.caps.empty();
  }
  bool is_near() const {
    return state_.best_bound > 0 &&
           state_.best_bound - state_.best_value <= options_.enough_gap * state_.best_bound;
  }
  void look();
  bool note_bound();
  void move_prices();
  Choices solution_at(const std::vector<double>& prices);

  const AssignmentProblem& problem_;
  const AssignmentOptions& options_;
  PriceState state_;
  PriceRound round_;
};

Choices PriceSearch::solution_at(const std::vector<double>& prices) {
  run_round(problem_, prices, options_.seed, options_.threads, round_);
  return repaired(problem_, prices, round_);
}

// False if the search has lost its way: then the prices go back, and the next round looks from there.
bool PriceSearch::note_bound() {
  if (state_.best_bound == 0 || round_.bound < state_.best_bound) {
    state_.best_bound = round_.bound;
    state_.best_prices = state_.prices;
    state_.patience_left = kPatience;
    return true;
  }
  if (--state_.patience_left > 0) return true;
  state_.patience_left = kPatience;
  state_.step /= 2;
  state_.prices = state_.best_prices;
  return false;
}

// Each cap counts by its share of excess, so that the price of a brand moves no faster than that of a product: the same
// method after a change of scale. A price of 0 that would fall stays, and does not count in the length.
void PriceSearch::move_prices() {
  const auto excess = [&](std::size_t cap) {
    const double over = static_cast<double>(round_.use[cap]) - static_cast<double>(problem_.caps[cap]);
    return over < 0 && state_.prices[cap] <= 0 ? 0 : over;
  };
  const auto share = [&](std::size_t cap) {
    return excess(cap) / std::max(1.0, static_cast<double>(problem_.caps[cap]));
  };
  double length = 0;
  for (std::size_t cap = 0; cap < problem_.caps.size(); ++cap) length += excess(cap) * share(cap);
  if (length == 0) {
    state_.step = 0;  // no price wants to move: the bound is the optimum
    return;
  }
  const double step = state_.step * (round_.bound - state_.best_value) / length;
  for (std::size_t cap = 0; cap < problem_.caps.size(); ++cap)
    state_.prices[cap] = std::max(0.0, state_.prices[cap] + step * share(cap));
}

// One round, and now and then a solution.
void PriceSearch::look() {
  run_round(problem_, state_.prices, options_.seed, options_.threads, round_);
  if (state_.round % kRoundsBetweenRepairs == 0) {
    const double value = value_of(problem_, repaired(problem_, state_.prices, round_));
    if (value > state_.best_value) {
      state_.best_value = value;
      state_.value_prices = state_.prices;
    }
  }
  if (note_bound()) move_prices();
  ++state_.round;
}

Result<Assignment> PriceSearch::run() {
  while (!done()) {
    if (options_.stop.stop_requested())
      return Error(ErrorKind::busy, "the assignment was asked to stop; it goes on from its last prices");
    look();
    if (state_.round % kRoundsBetweenRepairs == 0) options_.on_progress(state_);
  }
  Choices last = solution_at(state_.best_prices);
  const double bound = round_.bound;
  Assignment result{std::move(last), 0, bound, state_.round, state_.best_prices};
  result.value = value_of(problem_, result.choices);
  if (result.value < state_.best_value) {
    result.choices = solution_at(state_.value_prices);
    result.value = value_of(problem_, result.choices);
  }
  return result;
}

}  // namespace

Result<Assignment> assign(const AssignmentProblem& problem, const AssignmentOptions& options,
                          PriceState from) {
  if (Status good = check(problem); !good) return std::move(good).error();
  if (!from.prices.empty() && from.prices.size() != problem.caps.size()) {
    return invalid(fmt::format("the saved prices are of {} caps, and there are {}", from.prices.size(),
                               problem.caps.size()));
  }
  return PriceSearch(problem, options, std::move(from)).run();
}

Choices assign_greedily(const AssignmentProblem& problem) {
  Choices choices(problem.people(), problem.per_person);
  std::vector<std::uint32_t> person_of(problem.candidates.size());
  for (std::uint32_t person = 0; person < problem.people(); ++person) {
    std::fill(person_of.begin() + static_cast<std::ptrdiff_t>(problem.first[person]),
              person_of.begin() + static_cast<std::ptrdiff_t>(problem.first[person + 1]), person);
  }
  std::vector<std::uint32_t> order(problem.candidates.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, std::greater<>(),
                           [&](std::uint32_t place) { return problem.candidates[place].value; });
  std::vector<std::uint64_t> use(problem.caps.size());
  for (const std::uint32_t place : order) {
    const auto theirs = choices.of(person_of[place]);
    const auto& caps = problem.caps_of[problem.candidates[place].product];
    const auto free = std::ranges::find(theirs, Choices::kNone);
    if (free == theirs.end()) continue;
    if (std::ranges::any_of(caps, [&](std::uint32_t cap) { return use[cap] >= problem.caps[cap]; })) continue;
    *free = place;
    for (const std::uint32_t cap : caps) ++use[cap];
  }
  return choices;
}

}  // namespace suggestd::campaigns
