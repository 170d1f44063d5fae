// The Gram matrix of a few items, users weighted: G_ab = sum over v that have a and b of |S_v|^-p.
//
// Exact    every user counts; nothing is truncated.
// Method   the items' users are gathered into one short list a user, of the items of this group that the
//          user has; each list adds its pairs. A user with one of the items adds to the diagonal alone.
// Cost     sum of |S_a| over the items, and of m^2 over the users that have m of them: far less than
//          reading the items' rows of the whole Gram matrix.
// Order    sums run over users in the order in which the items name them: the same bits each time.
// Threads  a builder: one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/factors/factors.h"
#include "model/histories.h"

namespace suggestd::model {

// Symmetric; rows of `stride` floats, their padding zero.
struct LocalGram {
  std::size_t size = 0;
  std::size_t stride = 0;
  AlignedVector<float> values;

  void resize(std::size_t count);
  float* row(std::size_t i) { return values.data() + i * stride; }
  const float* row(std::size_t i) const { return values.data() + i * stride; }
};

class LocalGramBuilder {
 public:
  // Requires: `histories` and `weights` (|S_v|^-p, one a user) outlive the builder and cover the users
  // of each item asked for.
  LocalGramBuilder(const Histories& histories, const std::vector<float>& weights)
      : histories_(histories), weights_(weights) {}

  // G over `items`, in their order. Requires: fewer than 65,536 items, none twice.
  void build(std::span<const std::uint32_t> items, LocalGram& out);

 private:
  void count_items_of_users(std::span<const std::uint32_t> items);
  void list_items_of_users(std::span<const std::uint32_t> items);

  const Histories& histories_;
  const std::vector<float>& weights_;
  std::vector<std::uint32_t> counts_;  // items of the group, by user; zero between calls
  std::vector<std::uint32_t> users_;   // that have any, in the order found
  std::vector<std::uint32_t> ends_;    // of each user's list, by user
  std::vector<std::uint16_t> places_;  // the lists, one behind the other
};

}  // namespace suggestd::model
