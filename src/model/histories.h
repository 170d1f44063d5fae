// The items of each user and the users of each item: the sparse lanes are computed from them.
//
// Sources  the matrix of a full training, and the learner's own postings, which change order by order. Both
//          give the same rows in the same order, so both lead to the same neighbours, bit for bit.
// Threads  reading from any number of threads while nobody writes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "model/interactions.h"

namespace suggestd::model {

class Histories {
 public:
  virtual ~Histories() = default;
  virtual std::size_t users() const = 0;
  virtual std::size_t items() const = 0;
  // Ascending. Requires: user < users().
  virtual std::span<const std::uint32_t> items_of(std::uint32_t user) const = 0;
  // Ascending. Requires: item < items().
  virtual std::span<const std::uint32_t> users_of(std::uint32_t item) const = 0;
};

class MatrixHistories final : public Histories {
 public:
  // Requires: `interactions` outlives this.
  explicit MatrixHistories(const Interactions& interactions) : interactions_(interactions) {}

  std::size_t users() const override { return interactions_.users(); }
  std::size_t items() const override { return interactions_.items(); }
  std::span<const std::uint32_t> items_of(std::uint32_t user) const override {
    return interactions_.by_user().row(user).columns;
  }
  std::span<const std::uint32_t> users_of(std::uint32_t item) const override {
    return interactions_.by_item().row(item).columns;
  }

 private:
  const Interactions& interactions_;
};

}  // namespace suggestd::model
