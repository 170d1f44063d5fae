// The people of each product, with the confidence of each: the transpose of the rows that people have
// learned.
//
// Threads  one writer; reading from any number of threads while nobody writes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "base/ids.h"
#include "learn/facts/history.h"
#include "learn/facts/people.h"
#include "model/histories.h"

namespace suggestd::learn {

class Postings {
 public:
  // Confidence 0 takes the pair away. Requires: index(product) < products().
  void set(ProductRow product, UserRow person, float confidence);
  // Sets the pairs of all people at once, in a fraction of the time. Requires: none is set, and all products are below
  // products().
  void fill(const People& people, std::size_t threads);
  void grow(std::size_t products) { rows_.resize(std::max(rows_.size(), products)); }

  // People ascending, each with a confidence above 0.
  const LearnedRow& people_of(ProductRow product) const { return rows_[index(product)]; }
  std::size_t products() const noexcept { return rows_.size(); }
  std::uint64_t pairs() const noexcept { return pairs_; }
  // Sum of all confidences, added in the order of the rows. Reads every pair.
  double observed() const;

 private:
  std::vector<LearnedRow> rows_;
  std::uint64_t pairs_ = 0;
};

// Both sides of the matrix as the sparse lanes read it.
class LearnedHistories final : public model::Histories {
 public:
  // Requires: both outlive this.
  LearnedHistories(const People& people, const Postings& postings) : people_(people), postings_(postings) {}

  std::size_t users() const override { return people_.size(); }
  std::size_t items() const override { return postings_.products(); }
  std::span<const std::uint32_t> items_of(std::uint32_t user) const override {
    return people_.state(static_cast<UserRow>(user)).learned.columns;
  }
  std::span<const std::uint32_t> users_of(std::uint32_t item) const override {
    return postings_.people_of(static_cast<ProductRow>(item)).columns;
  }

 private:
  const People& people_;
  const Postings& postings_;
};

}  // namespace suggestd::learn
