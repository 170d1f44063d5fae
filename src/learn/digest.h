// A short proof that two models are the same: a hash of what was learned, byte for byte.
//
// Covers   for each person and product, by row: id and vector; the rows of both sparse lanes; the learned
//          blend's weights and rows. XXH64, seed 0, over little-endian bytes, in the order of the rows; the
//          same on every x86-64 machine that computed the same numbers.
// Threads  pure.
#pragma once

#include <cstdint>

#include "learn/snapshot.h"

namespace suggestd::learn {

struct ModelDigest {
  std::uint64_t user_vectors = 0;
  std::uint64_t product_vectors = 0;
  std::uint64_t neighbours = 0;
  std::uint64_t blend = 0;
  std::uint64_t with_vector = 0;  // people and products that have one
  bool operator==(const ModelDigest&) const = default;
};

ModelDigest digest(const Snapshot& snapshot);

}  // namespace suggestd::learn
