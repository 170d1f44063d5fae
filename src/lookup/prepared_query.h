// A query made ready for the scan: its codes, its padded floats, and the terms of the bound.
//
// Threads  immutable once made: any number of readers.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "base/aligned_vector.h"
#include "lookup/vector_block.h"

namespace suggestd::lookup {

class PreparedQuery {
 public:
  // Requires: query.size() == shape.dim, all finite.
  PreparedQuery(std::span<const float> query, VectorShape shape);

  // Lives as long as this object.
  const ScanQuery& scan() const noexcept { return scan_; }
  const float* values() const noexcept { return values_.data(); }  // padded with zeros

  // An upper bound of the score of every row of the block, by lengths alone: |q| |x| (Cauchy-Schwarz) and an
  // upper bound of the share of each wide dimension.
  float upper_bound(const BlockView& block) const noexcept {
    return bound_in(block.length, block.wide_range);
  }
  // The same for many blocks. Requires: there is a row in them.
  float upper_bound(const BlockEntries& blocks) const noexcept {
    return bound_in(blocks.length, blocks.wide_ranges.data());
  }
  // The same for one row. Requires: length is at least |x|.
  float upper_bound(float length, std::span<const float> wide) const noexcept {
    float bound = scan_.norm * length;
    for (std::size_t w = 0; w < wide.size(); ++w) bound += widened(scan_.wide[w] * wide[w]);
    return bound;
  }

  PreparedQuery(const PreparedQuery&) = delete;
  PreparedQuery& operator=(const PreparedQuery&) = delete;

 private:
  float bound_in(float length, const float* wide_ranges) const noexcept {
    float bound = scan_.norm * length;
    for (std::size_t w = 0; w < scan_.wide.size(); ++w)
      bound += widened(std::max(scan_.wide[w] * wide_ranges[2 * w], scan_.wide[w] * wide_ranges[2 * w + 1]));
    return bound;
  }
  float widened(float term) const noexcept { return term + std::fabs(term) * scan_.rounding; }

  std::vector<std::int32_t> codes8_;  // the head's groups, then the tail's
  std::vector<std::int64_t> codes16_;
  AlignedVector<float> values_;
  ScanQuery scan_{};
};

}  // namespace suggestd::lookup
