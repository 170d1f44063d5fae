// The question of a campaign: which of some products goes to which of many people, under caps.
//
//   most   sum over u, p of  v(u,p) x(u,p)                  x(u,p) is 0 or 1
//   with   sum over p of  x(u,p)  <=  per_person            for each person u
//          sum over u, p in c of  x(u,p)  <=  cap(c)        for each cap c
//
// A cap holds for any set of products: one product (its stock), or all of a brand or a category. A product may stand
// under many caps.
//
// Shape    sparse: each person brings the products that may be given to them, 50 to 200 as a rule; all others
//          count as impossible.
// Memory   8 bytes a candidate, 8 a person; kMostCandidates bounds it to 0.5 GB.
// Threads  plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"

namespace suggestd::campaigns {

struct Candidate {
  std::uint32_t product = 0;
  float value = 0;  // above 0, finite
};

inline constexpr std::size_t kMostCandidates = std::size_t{1} << 26U;
inline constexpr std::size_t kMostPerPerson = 100;

struct AssignmentProblem {
  std::size_t per_person = 1;
  std::vector<std::uint64_t> first{0};  // of person u: candidates[first[u]] up to candidates[first[u + 1]]
  std::vector<Candidate> candidates;    // of one person: each product once
  std::vector<std::uint64_t> caps;
  std::vector<std::vector<std::uint32_t>> caps_of;  // by product: the caps that it stands under

  std::size_t people() const noexcept { return first.size() - 1; }
  std::size_t products() const noexcept { return caps_of.size(); }
  std::span<const Candidate> of(std::size_t person) const {
    return std::span(candidates).subspan(first[person], first[person + 1] - first[person]);
  }
  void add_person(std::span<const Candidate> theirs) {
    candidates.insert(candidates.end(), theirs.begin(), theirs.end());
    first.push_back(candidates.size());
  }
};

// Errors: invalid for what is no such problem: a product or a cap out of range, a value that is not finite or not
// above 0, per_person of 0 or above kMostPerPerson, more than kMostCandidates.
Status check(const AssignmentProblem& problem);

// A solution: each person's products as places in `candidates`.
class Choices {
 public:
  static constexpr std::uint32_t kNone = 0xffffffff;

  Choices(std::size_t people, std::size_t per_person)
      : per_person_(per_person), slots_(people * per_person, kNone) {}

  // All places of a person; those that are free hold kNone and stand behind the others.
  std::span<std::uint32_t> of(std::size_t person) {
    return std::span(slots_).subspan(person * per_person_, per_person_);
  }
  std::span<const std::uint32_t> of(std::size_t person) const {
    return std::span(slots_).subspan(person * per_person_, per_person_);
  }
  bool operator==(const Choices&) const = default;

 private:
  std::size_t per_person_;
  std::vector<std::uint32_t> slots_;
};

// The sum of the values, added up person by person.
double value_of(const AssignmentProblem& problem, const Choices& choices);
// How often each cap is used.
std::vector<std::uint64_t> use_of(const AssignmentProblem& problem, const Choices& choices);

}  // namespace suggestd::campaigns
