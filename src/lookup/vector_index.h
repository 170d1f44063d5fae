// Exact top-k by inner product over one shop's product vectors.
//
// Shape    rows of `dim` floats; a row is a ProductRow (base/ids.h) and may have no vector. Any dim.
// Score    s = <q, x>, added in double in one fixed order, then rounded to float: the same bits on
//          every machine. No unit; comparable within one query only.
// Order    best score first; equal scores: smaller row first, so that a replay gives the same list.
// Method   scan in int8, then score each row that the bound cannot rule out. With x' the coded x:
//          |<q,x> - <q',x'>| <= |q| |x - x'| + |q - q'| |x'|   (Cauchy-Schwarz),
//          widened by float rounding (prepared_query.cc). With many dimensions the first ones are scanned
//          alone, the others bounded by |tail of q| |tail of x|, and read only where that does not do.
//          Before that, blocks whose rows are too short are passed by: |q| |x| bounds them, and rows of
//          like length stand together, the longest first (row_places.h). Where a filter leaves few rows,
//          those alone are looked at. "Exact" means: the hits of a full scan of the scores, under any
//          filter.
// Versions a VectorIndex is immutable. VectorIndexBuilder belongs to the one writer and publishes
//          versions that share all blocks of 64 rows that did not change (base/block_tree.h).
// Cost     at most one byte read per element; figures, and rivals: docs/internals/lookup.md,
//          tests/bench/lookup_bench.cc.
// Threads  an index: any number of readers, no lock. A builder: one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "base/block_tree.h"
#include "base/ids.h"
#include "base/result.h"
#include "lookup/bitmap.h"
#include "lookup/prepared_query.h"
#include "lookup/row_places.h"
#include "lookup/top_hits.h"
#include "lookup/vector_block.h"

namespace suggestd::lookup {

inline constexpr std::size_t kMaxDim = 8192;
// The largest size of an element: keeps every score and every bound within float.
inline constexpr float kMaxMagnitude = 1e15F;
inline constexpr float kLowestScore = -std::numeric_limits<float>::infinity();

// The facts of each row that are read without its block: its place (kNoPlace: no vector), at least the length
// of its coded dimensions, and its wide dimensions, mostly side by side in one cache line.
inline constexpr std::size_t kRowsPerFactsBlock = 256;
struct RowFactsBlock {
  std::vector<float> facts;  // 2 + wide a row; a place is kept as its bits
};

class VectorIndex {
 public:
  VectorIndex() = default;  // no rows

  // Copies `vectors` (rows * dim floats), for tests and batch jobs; the learner uses the builder.
  // Errors: invalid if dim is 0, the size is no multiple of dim, or a value is not finite or too
  // large; the message names the row and the column.
  static Result<VectorIndex> build(std::span<const float> vectors, std::size_t dim, std::size_t wide = 0);

  // The best rows, at most k, that have a vector, are in `allowed` (null: all) and not in `excluded`;
  // fewer only if fewer are left. For a person's own products `excluded` is cheaper than a bitmap.
  // Rows that score less than `at_least` may be left out: a threshold that is known already spares a scan
  // most of its work.
  // Requires: query.size() == dim(), all finite, at most kMaxMagnitude; `excluded` ascending.
  std::vector<Hit> top_k(std::span<const float> query, std::size_t k, const Bitmap* allowed = nullptr,
                         std::span<const ProductRow> excluded = {}, float at_least = kLowestScore) const;

  // Upper bounds of the scores of these rows, by their lengths and wide dimensions: no vector is read.
  // kLowestScore for a row that has no vector. `query` as made for this index's shape().
  std::vector<float> upper_bounds(const PreparedQuery& query, std::span<const ProductRow> rows) const;
  // An upper bound of the scores of all rows together.
  float upper_bound(const PreparedQuery& query) const;

  // The score of one row, as top_k gives it. Requires: query as above; the row has a vector.
  float score(std::span<const float> query, ProductRow row) const;

  bool contains(ProductRow row) const noexcept { return present_.contains(row); }
  const Bitmap& present() const noexcept { return present_; }  // the rows that have a vector
  // The vector as it was set. Requires: contains(row). Lives as long as this version.
  std::span<const float> row(ProductRow row) const noexcept;

  VectorShape shape() const noexcept { return shape_; }
  std::size_t dim() const noexcept { return shape_.dim; }
  std::size_t wide() const noexcept { return shape_.wide; }
  std::size_t size() const noexcept { return size_; }  // one more than the largest row ever set

  // For tests: the number of blocks of 64 rows, and the number that are the same memory in both versions.
  std::size_t block_count() const noexcept { return blocks_.block_count(); }
  std::size_t shared_blocks(const VectorIndex& other) const noexcept;

 private:
  friend class VectorIndexBuilder;
  using Order = std::shared_ptr<const std::vector<std::uint32_t>>;

  const float* facts_of(ProductRow row) const noexcept;
  std::uint32_t place_of(ProductRow row) const noexcept;
  std::size_t rows_worth_a_scan() const noexcept;

  VectorShape shape_;
  BlockTree<VectorBlock> blocks_;    // owns the memory of the entries
  BlockTree<BlockEntries> entries_;  // the same blocks, for the scan
  BlockTree<RowFactsBlock> facts_;
  Bitmap present_;
  Order order_;  // of blocks, those of the longest rows first; null: none
  std::size_t size_ = 0;
};

class VectorIndexBuilder {
 public:
  // The strongest dimensions come first, if there is such an order (vector_block.h). The last `wide` of
  // the `dim` dimensions are kept in float in the scan: for dimensions of another magnitude than the
  // rest. Each costs as much as four coded ones. Requires: 0 < dim <= kMaxDim,
  // wide <= dim.
  explicit VectorIndexBuilder(std::size_t dim, std::size_t wide = 0);

  // Gives a row its vector; rows in between that were never set have none. Errors: invalid if the
  // length is not dim(), or a value is not finite or too large (the message names the column); the
  // row is then as it was.
  Status set_row(ProductRow row, std::span<const float> vector);
  // Takes the row's vector away; without effect if it has none.
  void clear_row(ProductRow row);

  std::size_t dim() const noexcept { return shape_.dim; }
  bool contains(ProductRow row) const noexcept;
  std::span<const float> row(ProductRow row) const noexcept;  // as VectorIndex::row, until the next change

  // The present state; costs O(rows changed since the last one).
  VectorIndex snapshot();

 private:
  VectorBlock& edit(std::uint32_t place);
  void note_facts(ProductRow row, std::uint32_t place, double length, std::span<const float> wide);

  VectorShape shape_;
  RowPlaces row_places_;
  BlockTreeBuilder<VectorBlock> blocks_;
  BlockTreeBuilder<BlockEntries> entries_;
  BlockTreeBuilder<RowFactsBlock> facts_;
  BitmapBuilder present_;
  VectorIndex::Order order_;
  std::uint64_t order_version_ = 0;  // of order_
  std::size_t size_ = 0;
  std::vector<std::size_t> stale_;  // blocks to encode before the next version
  std::vector<bool> is_stale_;      // by block
};

}  // namespace suggestd::lookup
