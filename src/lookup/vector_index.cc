#include "lookup/vector_index.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <memory>

#include "lookup/prepared_query.h"

namespace suggestd::lookup {
namespace {

// With so few allowed rows among 64 it is quicker to score them than to scan the block.
constexpr int kFewRows = 2;

// The scan asks for codes this many blocks before it needs them. With eight, a million rows took half the
// time; with cached codes it makes no difference.
constexpr std::size_t kBlocksAhead = 8;

// Scores and bounds below the smallest normal float may lose all their digits; a row is ruled out
// only if its bound is below the threshold by more than that.
constexpr float kTinyScore = 1e-36F;

bool fits(float value) { return std::isfinite(value) && std::fabs(value) <= kMaxMagnitude; }

std::size_t block_of(ProductRow row) { return index(row) / kRowsPerBlock; }
std::size_t place_of(ProductRow row) { return index(row) % kRowsPerBlock; }

// Takes ascending blocks' masks, clearing the rows of an ascending list.
class Exclusion {
 public:
  explicit Exclusion(std::span<const ProductRow> rows) : rows_(rows) {
    assert(std::is_sorted(rows.begin(), rows.end()));
  }

  std::uint64_t without(std::uint64_t mask, std::size_t block) {
    while (next_ < rows_.size() && block_of(rows_[next_]) < block) ++next_;
    for (; next_ < rows_.size() && block_of(rows_[next_]) == block; ++next_) {
      mask &= ~(std::uint64_t{1} << place_of(rows_[next_]));
    }
    return mask;
  }

 private:
  std::span<const ProductRow> rows_;
  std::size_t next_ = 0;
};

// The rows of block b that have a vector and are allowed.
std::uint64_t candidates(const BlockEntry& block, const Bitmap* allowed, std::size_t b) {
  return allowed == nullptr ? block.present : block.present & allowed->word(b);
}

void prefetch(const void* memory, std::size_t bytes) {
  const auto* at = static_cast<const char*>(memory);
  for (std::size_t i = 0; i < bytes; i += kCacheLine) __builtin_prefetch(at + i);
}

// One query's way through the blocks: heads, then tails of the quarters that the heads do not rule out,
// then scores of the rows that the tails do not rule out. Quarters and rows wait a little before their
// turn, until they have come from memory.
class Scan {
 public:
  Scan(const PreparedQuery& query, VectorShape shape, std::size_t k)
      : query_(query),
        padded_(shape.padded()),
        head_bytes_(shape.head_groups() * kQuarters * kGroupBytes),
        tail_bytes_(shape.tail_groups() * kGroupBytes),
        kernels_(usable_kernels().front()),
        best_(k) {}

  // Asks for the codes of a block that comes soon.
  void expect(const BlockEntry& block, std::uint64_t rows) const {
    if (are_few(rows)) return;
    prefetch(block.view.head, head_bytes_);
    if (!heads_help()) prefetch(block.view.tail, kQuarters * tail_bytes_);
  }

  // `rows`: the ones of block b that may be hits.
  void add_block(std::size_t b, const BlockEntry& block, std::uint64_t rows) {
    if (are_few(rows)) return add_rows(b, block, rows);
    if (tail_bytes_ == 0) {
      return add_rows(b, block, rows & kernels_.head_reaches(block.view, query_.scan(), threshold()));
    }
    // Where most heads rule nothing out, as with vectors without a strong direction, they are skipped;
    // now and then one is tried, for the threshold rises.
    const bool try_head = heads_help() || b % 16 == 0;
    if (try_head) rows &= kernels_.head_reaches(block.view, query_.scan(), threshold());
    for (std::size_t q = 0; q < kQuarters; ++q) {
      const auto of_quarter = static_cast<std::uint16_t>(rows >> (q * kRowsPerQuarter));
      if (try_head) count_head(of_quarter != 0);
      if (of_quarter == 0) continue;
      if (try_head)
        add_quarter({b, &block, q, of_quarter});
      else
        check_quarter({b, &block, q, of_quarter});
    }
  }

  std::vector<Hit> finish() {
    check_quarters();
    score_rows();
    return best_.take();
  }

 private:
  struct Quarter {
    std::size_t b;
    const BlockEntry* block;
    std::size_t quarter;
    std::uint16_t rows;
  };
  struct Row {
    ProductRow row;
    const float* values;
  };

  static bool are_few(std::uint64_t rows) {
    for (int i = 0; i < kFewRows; ++i) rows &= rows - 1;  // without popcnt, which not every x86-64 has
    return rows == 0;
  }

  bool heads_help() const { return passed_ * 2 <= tried_; }
  float threshold() const { return best_.threshold() - kTinyScore; }

  // Keeps the balance of the last quarters or so.
  void count_head(bool passed) {
    if (++tried_ == 256) {
      tried_ /= 2;
      passed_ /= 2;
    }
    passed_ += passed ? 1 : 0;
  }

  void add_quarter(const Quarter& quarter) {
    prefetch(quarter.block->view.tail + quarter.quarter * tail_bytes_, tail_bytes_);
    quarters_[quarter_count_++] = quarter;
    if (quarter_count_ == quarters_.size()) check_quarters();
  }

  void check_quarters() {
    for (std::size_t i = 0; i < quarter_count_; ++i) check_quarter(quarters_[i]);
    quarter_count_ = 0;
  }

  void check_quarter(const Quarter& quarter) {
    const std::uint32_t reach =
        kernels_.quarter_reaches(quarter.block->view, query_.scan(), quarter.quarter, threshold());
    add_rows(quarter.b, *quarter.block,
             std::uint64_t{quarter.rows & reach} << (quarter.quarter * kRowsPerQuarter));
  }

  void add_rows(std::size_t b, const BlockEntry& block, std::uint64_t rows) {
    for (; rows != 0; rows &= rows - 1) {
      const auto r = static_cast<std::size_t>(std::countr_zero(rows));
      const float* values = block.values + r * padded_;
      prefetch(values, padded_ * sizeof(float));
      rows_[row_count_++] = {static_cast<ProductRow>(b * kRowsPerBlock + r), values};
      if (row_count_ == rows_.size()) score_rows();
    }
  }

  void score_rows() {
    for (std::size_t i = 0; i < row_count_; ++i) {
      best_.offer(
          {rows_[i].row, static_cast<float>(kernels_.dot(query_.values(), rows_[i].values, padded_))});
    }
    row_count_ = 0;
  }

  const PreparedQuery& query_;
  const std::size_t padded_;
  const std::size_t head_bytes_;
  const std::size_t tail_bytes_;  // of one quarter; 0 if there is no tail
  const ScanKernels& kernels_;
  TopHits best_;
  std::size_t tried_ = 0;  // quarters whose head was looked at, of late
  std::size_t passed_ = 0;
  std::array<Quarter, 8> quarters_;
  std::size_t quarter_count_ = 0;
  std::array<Row, 16> rows_;
  std::size_t row_count_ = 0;
};

}  // namespace

Result<VectorIndex> VectorIndex::build(std::span<const float> vectors, std::size_t dim, std::size_t wide) {
  if (dim == 0 || dim > kMaxDim)
    return invalid(fmt::format("a vector has 1 to {} dimensions, not {}", kMaxDim, dim));
  if (wide > dim) return invalid(fmt::format("{} wide dimensions of {}", wide, dim));
  if (vectors.size() % dim != 0) {
    return invalid(
        fmt::format("{} values are no whole number of vectors of {} dimensions", vectors.size(), dim));
  }
  VectorIndexBuilder builder(dim, wide);
  for (std::size_t r = 0; r * dim < vectors.size(); ++r) {
    const auto row = static_cast<ProductRow>(r);
    if (Status set = builder.set_row(row, vectors.subspan(r * dim, dim)); !set) {
      return set.error().with_context(fmt::format("row {}", r));
    }
  }
  return builder.snapshot();
}

std::vector<Hit> VectorIndex::top_k(std::span<const float> query, std::size_t k, const Bitmap* allowed,
                                    std::span<const ProductRow> excluded) const {
  if (k == 0 || blocks_.block_count() == 0) return {};
  assert(query.size() == shape_.dim && std::all_of(query.begin(), query.end(), fits));
  const PreparedQuery prepared(query, shape_);
  Exclusion exclusion(excluded);
  Scan scan(prepared, shape_, std::min(k, size_));
  for (std::size_t e = 0; e < entries_.block_count(); ++e) {
    const BlockEntries& entries = entries_[e];
    for (std::size_t i = 0; i < kBlocksPerEntries; ++i) {
      const std::size_t b = e * kBlocksPerEntries + i;
      const std::size_t ahead = i + kBlocksAhead;
      if (ahead < kBlocksPerEntries) {
        scan.expect(entries.blocks[ahead], candidates(entries.blocks[ahead], allowed, b + kBlocksAhead));
      }
      const BlockEntry& block = entries.blocks[i];
      const std::uint64_t rows = exclusion.without(candidates(block, allowed, b), b);
      if (rows != 0) scan.add_block(b, block, rows);
    }
  }
  return scan.finish();
}

float VectorIndex::score(std::span<const float> query, ProductRow row) const {
  assert(query.size() == shape_.dim && contains(row));
  AlignedVector<float> padded(shape_.padded(), 0.0F);
  std::copy(query.begin(), query.end(), padded.begin());
  const float* values = blocks_[block_of(row)].row(place_of(row));
  return static_cast<float>(usable_kernels().front().dot(padded.data(), values, padded.size()));
}

bool VectorIndex::contains(ProductRow row) const noexcept {
  return index(row) < size_ && (blocks_[block_of(row)].present() >> place_of(row) & 1) != 0;
}

std::span<const float> VectorIndex::row(ProductRow row) const noexcept {
  assert(contains(row));
  return {blocks_[block_of(row)].row(place_of(row)), shape_.dim};
}

std::size_t VectorIndex::shared_blocks(const VectorIndex& other) const noexcept {
  std::size_t shared = 0;
  const std::size_t common = std::min(blocks_.block_count(), other.blocks_.block_count());
  for (std::size_t b = 0; b < common; ++b) shared += blocks_.shares_block(other.blocks_, b) ? 1 : 0;
  return shared;
}

VectorIndexBuilder::VectorIndexBuilder(std::size_t dim, std::size_t wide)
    : shape_{dim, wide},
      blocks_(VectorBlock(shape_, std::make_shared<const CodePools>(shape_))),
      entries_(BlockEntries{}) {
  assert(dim > 0 && dim <= kMaxDim && wide <= dim);
}

Status VectorIndexBuilder::set_row(ProductRow row, std::span<const float> vector) {
  if (vector.size() != shape_.dim) {
    return invalid(fmt::format("a vector of {} dimensions where {} are expected", vector.size(), shape_.dim));
  }
  if (const auto bad = std::find_if_not(vector.begin(), vector.end(), fits); bad != vector.end()) {
    return invalid(fmt::format("column {}: {:g} is not a finite number of at most {:g} in size",
                               bad - vector.begin(), *bad, kMaxMagnitude));
  }
  size_ = std::max(size_, std::size_t{index(row)} + 1);
  blocks_.grow(block_of(row) + 1);
  edit(block_of(row)).set(place_of(row), vector);
  return {};
}

void VectorIndexBuilder::clear_row(ProductRow row) {
  if (contains(row)) edit(block_of(row)).clear(place_of(row));
}

VectorBlock& VectorIndexBuilder::edit(std::size_t block) {
  if (block >= is_stale_.size()) is_stale_.resize(blocks_.block_count());
  if (!is_stale_[block]) stale_.push_back(block);
  is_stale_[block] = true;
  return blocks_.edit(block);
}

VectorIndex VectorIndexBuilder::snapshot() {
  // Lower blocks first, so that their codes stand in the order in which they are scanned.
  std::sort(stale_.begin(), stale_.end());
  for (const std::size_t block : stale_) {
    VectorBlock& encoded = blocks_.edit(block);
    encoded.encode();
    entries_.grow(block / kBlocksPerEntries + 1);
    entries_.edit(block / kBlocksPerEntries).blocks[block % kBlocksPerEntries] = encoded.entry();
    is_stale_[block] = false;
  }
  stale_.clear();
  return {shape_, blocks_.snapshot(), entries_.snapshot(), size_};
}

bool VectorIndexBuilder::contains(ProductRow row) const noexcept {
  return index(row) < size_ && (blocks_[block_of(row)].present() >> place_of(row) & 1) != 0;
}

std::span<const float> VectorIndexBuilder::row(ProductRow row) const noexcept {
  assert(contains(row));
  return {blocks_[block_of(row)].row(place_of(row)), shape_.dim};
}

}  // namespace suggestd::lookup
