// The products of a person's history that add to the scores of the products of a list, by the two sparse
// lanes.
//
// Threads  any; the answer is the same.
#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "base/ids.h"
#include "learn/snapshot.h"

namespace suggestd::recommend {

// Raw weights, as the lanes sum them up; either may be 0.
struct SourceShare {
  std::size_t place = 0;  // in `rows`
  ProductRow source{};
  double cooccurrence = 0;
  double linear = 0;
};

// Calls `visit` for each of `sources` and each of `rows` whose score it adds to; all calls for one source
// come together.
void for_each_source(const learn::Snapshot& snapshot, std::span<const std::uint32_t> sources,
                     std::span<const ProductRow> rows, const std::function<void(const SourceShare&)>& visit);

}  // namespace suggestd::recommend
