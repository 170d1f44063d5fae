// The place of each row of an index: rows of similar length stand in the same block of 64, so that a scan can
// pass by whole blocks of short ones.
//
// Class    lengths within a quarter of an octave. A block belongs to one class; a row whose length has left
//          its block's class by more than an eighth of an octave moves. The places of rows change the cost of
//          a scan, and never its hits.
// Cost     a call is O(1), but for a block that has become empty.
// Threads  one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <vector>

#include "base/ids.h"

namespace suggestd::lookup {

// A place: block * 64 + the place in the block.
inline constexpr std::uint32_t kNoPlace = std::numeric_limits<std::uint32_t>::max();

class RowPlaces {
 public:
  struct Move {
    std::uint32_t from;  // kNoPlace: the row had none
    std::uint32_t to;    // may be `from`
  };

  // Requires: length >= 0, finite.
  Move put(ProductRow row, double length);
  // Returns the place that it had; kNoPlace: none.
  std::uint32_t take_out(ProductRow row);
  // The place of a row; kNoPlace: it has none.
  std::uint32_t of(ProductRow row) const noexcept;

  std::size_t block_count() const noexcept { return blocks_.size(); }
  // All blocks, those of the longest rows first; of one class, lower blocks first.
  std::vector<std::uint32_t> order() const;
  // Counts up when order() changes.
  std::uint64_t order_version() const noexcept { return order_version_; }

 private:
  struct Block {
    int length_class = 0;
    unsigned rows = 0;
  };

  std::uint32_t free_place(int length_class);
  void release(std::uint32_t place);

  std::vector<std::uint32_t> places_;  // by row
  std::vector<Block> blocks_;
  std::map<int, std::vector<std::uint32_t>> free_;  // of blocks with rows, by class; the next one last
  std::vector<std::uint32_t> empty_blocks_;
  std::uint64_t order_version_ = 0;
};

}  // namespace suggestd::lookup
