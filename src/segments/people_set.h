// A set of people by their rows in one snapshot, one bit a person.
//
// Threads  a plain value.
#pragma once

#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/ids.h"

namespace suggestd::segments {

class PeopleSet {
 public:
  PeopleSet() = default;
  explicit PeopleSet(std::size_t people) : words_((people + kBits - 1) / kBits) {}

  void add(UserRow row) { words_[index(row) / kBits] |= bit(row); }
  bool contains(UserRow row) const { return (words_[index(row) / kBits] & bit(row)) != 0; }
  std::size_t words() const { return words_.size(); }
  std::size_t size() const {
    std::size_t people = 0;
    for (const std::uint64_t word : words_) people += static_cast<std::size_t>(std::popcount(word));
    return people;
  }

  // All of these require: both sets are of one snapshot.
  void keep(const PeopleSet& other) {
    join(other, [](std::uint64_t a, std::uint64_t b) { return a & b; });
  }
  void add(const PeopleSet& other) {
    join(other, [](std::uint64_t a, std::uint64_t b) { return a | b; });
  }
  void remove(const PeopleSet& other) {
    join(other, [](std::uint64_t a, std::uint64_t b) { return a & ~b; });
  }

  // Calls `visit(UserRow)` for each person of the set, in the order of the rows.
  template <class Visit>
  void for_each(const Visit& visit) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      for (std::uint64_t left = words_[i]; left != 0; left &= left - 1) {
        visit(static_cast<UserRow>(i * kBits + static_cast<std::size_t>(std::countr_zero(left))));
      }
    }
  }

  bool operator==(const PeopleSet&) const = default;

 private:
  static constexpr std::size_t kBits = 64;
  static std::uint64_t bit(UserRow row) { return std::uint64_t{1} << (index(row) % kBits); }

  template <class Op>
  void join(const PeopleSet& other, Op op) {
    assert(words_.size() == other.words_.size());
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] = op(words_[i], other.words_[i]);
  }

  std::vector<std::uint64_t> words_;
};

}  // namespace suggestd::segments
