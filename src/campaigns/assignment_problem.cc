#include "campaigns/assignment_problem.h"

#include <cmath>

#include <fmt/format.h>

namespace suggestd::campaigns {

Status check(const AssignmentProblem& problem) {
  if (problem.per_person == 0 || problem.per_person > kMostPerPerson)
    return invalid(
        fmt::format("{} products a person; it may be 1 to {}", problem.per_person, kMostPerPerson));
  if (problem.candidates.size() > kMostCandidates) {
    return invalid(
        fmt::format("{} pairs of person and product, and at most {} are assigned at once; take fewer "
                    "people or fewer products",
                    problem.candidates.size(), kMostCandidates));
  }
  for (const Candidate& one : problem.candidates) {
    if (one.product >= problem.products()) return invalid(fmt::format("there is no product {}", one.product));
    if (!std::isfinite(one.value) || one.value <= 0)
      return invalid(fmt::format("product {} has the value {}", one.product, one.value));
  }
  for (const std::vector<std::uint32_t>& caps : problem.caps_of) {
    for (const std::uint32_t cap : caps) {
      if (cap >= problem.caps.size()) return invalid(fmt::format("there is no cap {}", cap));
    }
  }
  return {};
}

double value_of(const AssignmentProblem& problem, const Choices& choices) {
  double value = 0;
  for (std::size_t person = 0; person < problem.people(); ++person) {
    for (const std::uint32_t place : choices.of(person)) {
      if (place == Choices::kNone) break;
      value += static_cast<double>(problem.candidates[place].value);
    }
  }
  return value;
}

std::vector<std::uint64_t> use_of(const AssignmentProblem& problem, const Choices& choices) {
  std::vector<std::uint64_t> use(problem.caps.size());
  for (std::size_t person = 0; person < problem.people(); ++person) {
    for (const std::uint32_t place : choices.of(person)) {
      if (place == Choices::kNone) break;
      for (const std::uint32_t cap : problem.caps_of[problem.candidates[place].product]) ++use[cap];
    }
  }
  return use;
}

}  // namespace suggestd::campaigns
