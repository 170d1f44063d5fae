// 64 product vectors, twice: as bytes for the scan, as floats for the score.
//
// Codes    a row x is coded as x' = scale * c with whole c in [-127, 127] and one scale for the block;
//          beside the codes stand upper bounds on |x - x'| and |x'| in the block, rounded up, so that a
//          bound made from them is never too small. One scale a block and not a row: that takes an eighth
//          of the bytes away at 64 dimensions, and the coarser codes of short rows cost some dozens of
//          scored rows a query (docs/decisions/0200-exact-scan-in-two-parts.md). A row that changes is
//          coded with the scale that is there; after some changes, or when it doesn't fit, all are coded
//          anew. Until then the scale and the bounds may be larger than they need be, never smaller.
// Parts    with many dimensions the first ones are the head, the others the tail (scan_kernels.h). The
//          model keeps its vectors in the eigenbasis of the Gram matrix, the strongest direction first,
//          which makes the head tell much; any other order is right and slower.
// Wide     the last `wide` dimensions are not coded: they stay float in the scan, for dimensions of
//          another magnitude (a popularity term beside factors) that would spoil the scale of all others.
// Rows     a block holds any 64 rows of its index (lookup/row_places.h) and knows which.
// Threads  as a plain value: one writer, or any number of readers.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/ids.h"
#include "lookup/code_pool.h"
#include "lookup/scan_kernels.h"

namespace suggestd::lookup {

// The layout of a vector of `dim` floats.
struct VectorShape {
  std::size_t dim = 0;
  std::size_t wide = 0;  // this many of the last dimensions stay float; at most dim

  std::size_t coded() const noexcept { return dim - wide; }
  // The number of coded dimensions in the head: all, if they are few.
  std::size_t head() const noexcept;
  std::size_t head_groups() const noexcept { return groups(head()); }
  std::size_t tail_groups() const noexcept { return groups(coded() - head()); }
  bool has_tail() const noexcept { return head() < coded(); }
  std::size_t padded() const noexcept { return (dim + kFloatPadding - 1) / kFloatPadding * kFloatPadding; }

  friend bool operator==(const VectorShape&, const VectorShape&) = default;

 private:
  static std::size_t groups(std::size_t dims) noexcept { return (dims + kDimsPerGroup - 1) / kDimsPerGroup; }
};

// The scale at which a value of size `largest` gets the code 127; 0 for values so small that all are
// coded as zero.
float scale_for(float largest);
// The code of x: a whole number in [-127, 127].
std::int8_t code_of(float x, float scale);
// A float that is larger than `value`. Requires: `value` is within float's range.
float rounded_up(double value);

// The parts of a block that a scan reads, so that it finds those of a run of blocks side by side.
struct BlockEntry {
  BlockView view{};
  std::uint64_t present = 0;         // bit r: place r has a vector
  const float* values = nullptr;     // 64 x padded
  const ProductRow* rows = nullptr;  // 64: which row stands at each place
};
inline constexpr std::size_t kBlocksPerEntries = 64;
struct BlockEntries {
  std::array<BlockEntry, kBlocksPerEntries> blocks{};
  // Bounds over all rows in them, as in BlockView; without a meaning if there are none.
  bool any = false;
  float length = 0;
  std::vector<float> wide_ranges;

  // Brings the bounds over all rows up to date. `wide`: dimensions.
  void sum_up(std::size_t wide);
};

// The memory for the codes and vectors of an index's blocks.
struct CodePools {
  explicit CodePools(VectorShape shape);
  std::shared_ptr<CodePool> head;    // head codes, then tail norms, then wide dimensions
  std::shared_ptr<CodePool> tail;    // null if there is no tail
  std::shared_ptr<CodePool> values;  // 64 rows of padded floats
};

class VectorBlock {
 public:
  // Without vectors; takes its memory from the pools when it is needed.
  VectorBlock(VectorShape shape, std::shared_ptr<const CodePools> pools);

  // Puts `row` with its vector at place r. Requires: r < 64; x.size() == shape.dim; all finite. The codes are
  // those of before until encode().
  void set(std::size_t r, ProductRow row, std::span<const float> x);
  void clear(std::size_t r);
  // Brings the codes up to date. Costs O(rows changed), now and then all 64.
  void encode();

  std::uint64_t present() const noexcept { return present_; }  // bit r: row r has a vector
  // Row r, padded with zeros; all zeros if it has no vector.
  const float* row(std::size_t r) const noexcept { return values() + r * shape_.padded(); }
  // Requires: encoded since the last change.
  const BlockView& view() const noexcept { return view_; }
  // Good as long as the block lives. Requires: as view().
  BlockEntry entry() const noexcept { return {view_, present_, values(), rows_.data()}; }

  VectorBlock(const VectorBlock& other);
  VectorBlock& operator=(const VectorBlock&) = delete;

 private:
  void point_view();
  bool has_codes() const noexcept { return head_.data() != nullptr; }
  void take_codes();
  // False if the changed rows ask for new scales; the codes are then not valid.
  bool encode_changed();
  void encode_all();
  void encode_row(std::size_t r);
  bool encode_tail_norm(std::size_t r);
  double tail_norm(std::size_t r) const;
  void widen_ranges(std::size_t r);
  const float* values() const noexcept { return reinterpret_cast<const float*>(values_.data()); }
  float* values() noexcept { return reinterpret_cast<float*>(values_.data()); }
  // Within the head's slot.
  std::uint8_t* tail_norms() noexcept;
  float* wide() noexcept;

  VectorShape shape_;
  std::shared_ptr<const CodePools> pools_;
  std::uint64_t present_ = 0;
  std::uint64_t changed_ = 0;  // bit r: row r is not as encoded
  int changes_ = 0;            // rows encoded by themselves since all were
  Codes head_;
  Codes tail_;
  std::array<ProductRow, kRowsPerBlock> rows_{};
  Codes values_;  // 64 x padded floats; no slot until the first row is set
  std::vector<float> wide_ranges_;
  BlockView view_{};
};

}  // namespace suggestd::lookup
