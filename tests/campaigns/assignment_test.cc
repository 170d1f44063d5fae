#include "campaigns/assignment.h"

#include <algorithm>
#include <bit>
#include <optional>

#include <catch2/catch.hpp>

#include "campaigns/random_problem.h"

namespace suggestd::campaigns {
namespace {

// The optimum, by trying every set of products for each person in turn.
class EverySolution {
 public:
  explicit EverySolution(const AssignmentProblem& problem) : problem_(problem), room_(problem.caps) {}

  double best() {
    from(0, 0);
    return best_;
  }

 private:
  bool take(const Candidate& one) {
    bool fits = true;
    for (const std::uint32_t cap : problem_.caps_of[one.product]) fits = fits && room_[cap] > 0;
    if (!fits) return false;
    for (const std::uint32_t cap : problem_.caps_of[one.product]) --room_[cap];
    return true;
  }

  void from(std::size_t person, double value) {
    best_ = std::max(best_, value);
    if (person == problem_.people()) return;
    const auto theirs = problem_.of(person);
    for (std::uint32_t set = 0; set < (1U << theirs.size()); ++set) {
      if (static_cast<std::size_t>(std::popcount(set)) > problem_.per_person) continue;
      const std::vector<std::uint64_t> before = room_;
      bool fits = true;
      double more = 0;
      for (std::size_t i = 0; fits && i < theirs.size(); ++i) {
        if ((set >> i & 1U) == 0) continue;
        fits = take(theirs[i]);
        more += static_cast<double>(theirs[i].value);
      }
      if (fits) from(person + 1, value + more);
      room_ = before;
    }
  }

  const AssignmentProblem& problem_;
  std::vector<std::uint64_t> room_;
  double best_ = 0;
};

void require_solution(const AssignmentProblem& problem, const Choices& choices) {
  const std::vector<std::uint64_t> use = use_of(problem, choices);
  for (std::size_t cap = 0; cap < use.size(); ++cap) REQUIRE(use[cap] <= problem.caps[cap]);
  for (std::size_t person = 0; person < problem.people(); ++person) {
    std::vector<std::uint32_t> places(choices.of(person).begin(), choices.of(person).end());
    std::erase(places, Choices::kNone);
    for (const std::uint32_t place : places) {
      REQUIRE(place >= problem.first[person]);
      REQUIRE(place < problem.first[person + 1]);
    }
    std::ranges::sort(places);
    REQUIRE(std::ranges::adjacent_find(places) == places.end());
  }
}

TEST_CASE("the bound is no less than the optimum, and the solution is near it") {
  double reached = 0;
  double possible = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    INFO("seed " << seed);
    ProblemShape shape{.people = 2 + seed % 3, .products = 3 + seed % 4, .groups = seed % 3};
    const AssignmentProblem problem = random_problem(shape, seed);
    const double optimum = EverySolution(problem).best();
    const auto assignment = assign(problem, {.seed = seed, .enough_gap = 0});
    REQUIRE(assignment);
    require_solution(problem, assignment->choices);
    REQUIRE(assignment->value == Approx(value_of(problem, assignment->choices)));
    REQUIRE(assignment->bound >= optimum - 1e-3);
    REQUIRE(assignment->value <= optimum + 1e-3);
    reached += assignment->value;
    possible += optimum;
  }
  CHECK(reached >= 0.99 * possible);
}

TEST_CASE("larger problems come near the bound, and beat greedy") {
  ProblemShape shape{
      .people = 3000, .products = 60, .candidates = 30, .per_person = 4, .groups = 5, .largest_cap = 400};
  // Among equal values the prices can't choose: the repair decides, and that costs some of the value.
  for (const auto& [values, most_gap] :
       {std::pair{std::uint64_t{8}, 0.02}, {std::uint64_t{100'000}, 0.005}}) {
    INFO(values << " values");
    shape.values = values;
    const AssignmentProblem problem = random_problem(shape, 11);
    const auto assignment = assign(problem, {});
    REQUIRE(assignment);
    require_solution(problem, assignment->choices);
    CHECK(assignment->gap() < most_gap);
    CHECK(assignment->value >= value_of(problem, assign_greedily(problem)));
  }
}

TEST_CASE("without caps everybody gets their best") {
  AssignmentProblem problem;
  problem.per_person = 2;
  problem.caps_of.resize(3);
  problem.add_person(std::vector<Candidate>{{0, 1}, {1, 3}, {2, 2}});
  problem.add_person({});
  const auto assignment = assign(problem, {});
  REQUIRE(assignment);
  CHECK(assignment->value == 5);
  CHECK(assignment->gap() == 0);
  CHECK(assignment->choices.of(1)[0] == Choices::kNone);
}

TEST_CASE("the threads don't change the solution, and the seed decides between equals") {
  const ProblemShape shape{.people = 5000, .products = 40, .candidates = 20, .largest_cap = 300};
  const AssignmentProblem problem = random_problem(shape, 5);
  const auto one = assign(problem, {.seed = 1, .threads = 1});
  const auto three = assign(problem, {.seed = 1, .threads = 3});
  const auto other = assign(problem, {.seed = 2, .threads = 1});
  REQUIRE((one && three && other));
  CHECK(one->choices == three->choices);
  CHECK(one->bound == three->bound);
  CHECK_FALSE(one->choices == other->choices);
}

TEST_CASE("work that is stopped goes on from its last prices to the same solution") {
  const ProblemShape shape{.people = 2000, .products = 30, .candidates = 15, .largest_cap = 150};
  const AssignmentProblem problem = random_problem(shape, 9);
  const auto whole = assign(problem, {.enough_gap = 0});
  REQUIRE(whole);
  std::stop_source stop;
  std::optional<PriceState> saved;
  AssignmentOptions options{.enough_gap = 0, .stop = stop.get_token()};
  options.on_progress = [&](const PriceState& state) {
    saved = state;
    if (state.round == 2 * kRoundsBetweenRepairs) stop.request_stop();
  };
  const auto stopped = assign(problem, options);
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error().kind() == ErrorKind::busy);
  REQUIRE(saved);
  const auto resumed = assign(problem, {.enough_gap = 0}, *saved);
  REQUIRE(resumed);
  CHECK(resumed->choices == whole->choices);
  CHECK(resumed->bound == whole->bound);
}

TEST_CASE("what is no problem is refused") {
  AssignmentProblem problem;
  problem.caps_of.resize(1);
  CHECK(assign(problem, {}));
  problem.add_person(std::vector<Candidate>{{1, 1}});
  CHECK_FALSE(assign(problem, {}));
  problem.candidates[0] = {0, 0};
  CHECK_FALSE(assign(problem, {}));
  problem.candidates[0] = {0, 1};
  PriceState foreign;
  foreign.prices = {1};
  CHECK_FALSE(assign(problem, {}, foreign));
  problem.per_person = 0;
  CHECK_FALSE(assign(problem, {}));
  problem.per_person = 1;
  problem.caps_of[0] = {0};
  CHECK_FALSE(assign(problem, {}));
}

}  // namespace
}  // namespace suggestd::campaigns
