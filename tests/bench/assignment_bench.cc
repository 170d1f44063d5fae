// A campaign of SUGGESTD_BENCH_PEOPLE (default 2,000; 100,000 for docs/internals/assignment.md) people, 1,000 products
// and 5 products a person, with a cap for each product; with `groups` also a cap for each of 50 brands.
//
// gap%     proven: (bound - value) / bound
// greedy%  the value of greedy as a share of the bound, in the same run; greedy_s its time
// MB       of the problem and the solution
//
// Run: build/release/tests/bench/assignment_bench
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <random>
#include <vector>

#include "campaigns/assignment.h"

namespace suggestd::campaigns {
namespace {

constexpr std::size_t kProducts = 1000;
constexpr std::size_t kPerPerson = 5;
constexpr std::size_t kCandidates = 60;  // a person's best
constexpr std::size_t kTastes = 8;
constexpr std::size_t kBrands = 50;

std::size_t people() {
  const char* asked = std::getenv("SUGGESTD_BENCH_PEOPLE");
  return asked == nullptr ? 2'000 : std::strtoul(asked, nullptr, 10);
}

using Taste = std::array<float, kTastes>;

Taste made_up_taste(std::mt19937_64& random, float strength) {
  std::normal_distribution<float> normal;
  Taste taste;
  for (float& one : taste) one = normal(random) * strength;
  return taste;
}

// A person likes what others like (the more popular, the more), and what fits their taste.
class Shop {
 public:
  Shop() {
    std::normal_distribution<float> normal;
    for (std::size_t product = 0; product < kProducts; ++product) {
      tastes_.push_back(made_up_taste(random_, 1));
      popular_.push_back(normal(random_) * 1.5F);
    }
  }

  std::vector<Candidate> next_person() {
    const Taste taste = made_up_taste(random_, 0.5F);
    std::vector<Candidate> all;
    for (std::uint32_t product = 0; product < kProducts; ++product) {
      float sum = popular_[product];
      for (std::size_t i = 0; i < kTastes; ++i) sum += taste[i] * tastes_[product][i];
      all.push_back({product, 1 / (1 + std::exp(3 - sum))});
    }
    std::partial_sort(all.begin(), all.begin() + kCandidates, all.end(),
                      [](const Candidate& a, const Candidate& b) { return a.value > b.value; });
    all.resize(kCandidates);
    return all;
  }

  std::uint64_t next_cap(double mean) {
    return static_cast<std::uint64_t>(mean * (0.2 + 1.6 * std::uniform_real_distribution<>()(random_)));
  }

 private:
  std::mt19937_64 random_{7};
  std::vector<Taste> tastes_;
  std::vector<float> popular_;
};

AssignmentProblem made_up_campaign(std::size_t groups) {
  Shop shop;
  AssignmentProblem problem;
  problem.per_person = kPerPerson;
  for (std::size_t person = 0; person < people(); ++person) problem.add_person(shop.next_person());
  // All caps together serve 1.2 times what everybody may get.
  const double places = 1.2 * static_cast<double>(people() * kPerPerson);
  for (std::size_t product = 0; product < kProducts; ++product) {
    problem.caps_of.push_back({static_cast<std::uint32_t>(problem.caps.size())});
    problem.caps.push_back(shop.next_cap(places / kProducts));
  }
  for (std::size_t group = 0; group < groups; ++group) {
    for (std::size_t product = group; product < kProducts; product += groups)
      problem.caps_of[product].push_back(static_cast<std::uint32_t>(problem.caps.size()));
    problem.caps.push_back(shop.next_cap(places / static_cast<double>(groups)));
  }
  return problem;
}

void assignment(benchmark::State& state, std::size_t groups) {
  const AssignmentProblem problem = made_up_campaign(groups);
  double gap = 0;
  double bound = 1;
  for (auto _ : state) {
    const auto solved = assign(problem, {.threads = 2});
    gap = solved->gap();
    bound = solved->bound;
  }
  const auto begun = std::chrono::steady_clock::now();
  const double greedy = value_of(problem, assign_greedily(problem));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  const std::size_t bytes =
      problem.candidates.size() * sizeof(Candidate) + people() * (8 + 4 * kPerPerson * 2 + 4);
  state.counters["gap%"] = 100 * gap;
  state.counters["greedy%"] = 100 * greedy / bound;
  state.counters["greedy_s"] = took.count();
  state.counters["MB"] = static_cast<double>(bytes) / 1e6;
}

BENCHMARK_CAPTURE(assignment, products, 0)->Unit(benchmark::kSecond)->UseRealTime()->Iterations(1);
BENCHMARK_CAPTURE(assignment, groups, kBrands)->Unit(benchmark::kSecond)->UseRealTime()->Iterations(1);

}  // namespace
}  // namespace suggestd::campaigns

BENCHMARK_MAIN();
