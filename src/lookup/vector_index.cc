#include "lookup/vector_index.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>

#include "lookup/prepared_query.h"

namespace suggestd::lookup {
namespace {

// With so few allowed rows among 64 it is quicker to score them than to scan the block.
constexpr int kFewRows = 6;

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

float score_row(const PreparedQuery& query, const VectorBlock& block, std::size_t r, std::size_t padded,
                const ScanKernels& kernels) {
  return static_cast<float>(kernels.dot(query.values(), block.row(r), padded));
}

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
  const ScanKernels& kernels = usable_kernels().front();
  const PreparedQuery prepared(query, shape_);
  Exclusion exclusion(excluded);
  TopHits best(std::min(k, size_));

  for (std::size_t b = 0; b < blocks_.block_count(); ++b) {
    std::uint64_t rows = allowed == nullptr ? ~std::uint64_t{0} : allowed->word(b);
    if (rows == 0) continue;
    const VectorBlock& block = blocks_[b];
    rows = exclusion.without(rows & block.present(), b);
    if (rows == 0) continue;
    if (std::popcount(rows) > kFewRows) {
      rows &= kernels.rows_at_least(block.view(), prepared.scan(), best.threshold() - kTinyScore);
    }
    for (; rows != 0; rows &= rows - 1) {
      const auto r = static_cast<std::size_t>(std::countr_zero(rows));
      best.offer({static_cast<ProductRow>(b * kRowsPerBlock + r),
                  score_row(prepared, block, r, shape_.padded(), kernels)});
    }
  }
  return best.take();
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
    : shape_{dim, wide}, blocks_(VectorBlock(shape_)) {
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
  blocks_.edit(block_of(row)).set(place_of(row), vector);
  return {};
}

void VectorIndexBuilder::clear_row(ProductRow row) {
  if (contains(row)) blocks_.edit(block_of(row)).clear(place_of(row));
}

bool VectorIndexBuilder::contains(ProductRow row) const noexcept {
  return index(row) < size_ && (blocks_[block_of(row)].present() >> place_of(row) & 1) != 0;
}

std::span<const float> VectorIndexBuilder::row(ProductRow row) const noexcept {
  assert(contains(row));
  return {blocks_[block_of(row)].row(place_of(row)), shape_.dim};
}

}  // namespace suggestd::lookup
