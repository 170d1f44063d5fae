// A query made ready for the scan: its codes, its padded floats, and the terms of the bound.
#pragma once

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

  PreparedQuery(const PreparedQuery&) = delete;
  PreparedQuery& operator=(const PreparedQuery&) = delete;

 private:
  std::vector<std::int32_t> codes8_;  // the head's groups, then the tail's
  std::vector<std::int64_t> codes16_;
  AlignedVector<float> values_;
  ScanQuery scan_{};
};

}  // namespace suggestd::lookup
