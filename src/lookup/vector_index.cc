#include "lookup/vector_index.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <functional>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "lookup/prepared_query.h"

namespace suggestd::lookup {
namespace {

// With this many allowed rows among 64, or fewer, it is quicker to score them than to scan the block.
constexpr int kFewRows = 2;

// A filter that leaves fewer than one row in kFewAllowed is walked row by row: each row costs as much as
// kFewAllowed scanned ones.
constexpr std::size_t kFewAllowed = 40;

// The scan asks for codes this many blocks before it needs them. With eight, a million rows took half the
// time; with cached codes it makes no difference.
constexpr std::size_t kBlocksAhead = 8;

// Rows that are read by themselves: the blocks of this many are prefetched together.
constexpr std::size_t kRowsAhead = 32;

// Scores and bounds below the smallest normal float may lose all their digits; a row is ruled out
// only if its bound is below the threshold by more than that.
constexpr float kTinyScore = 1e-36F;

bool fits(float value) { return std::isfinite(value) && std::fabs(value) <= kMaxMagnitude; }

std::size_t block_of(std::uint32_t place) { return place / kRowsPerBlock; }
std::size_t place_in_block(std::uint32_t place) { return place % kRowsPerBlock; }

// The rows that may be hits.
struct Wanted {
  const Bitmap* allowed;  // null: all
  std::span<const ProductRow> excluded;
  float at_least;

  bool allows(ProductRow row) const { return allowed == nullptr || allowed->contains(row); }
  bool excludes(ProductRow row) const { return std::binary_search(excluded.begin(), excluded.end(), row); }
};

std::size_t facts_a_row(VectorShape shape) { return 2 + shape.wide; }

RowFactsBlock no_facts(VectorShape shape) {
  return {std::vector<float>(kRowsPerFactsBlock * facts_a_row(shape), std::bit_cast<float>(kNoPlace))};
}

double length_of(std::span<const float> x) {
  double sum = 0;
  for (const float value : x) sum += double{value} * double{value};
  return std::sqrt(sum);
}

void prefetch(const void* memory, std::size_t bytes) {
  const auto* at = static_cast<const char*>(memory);
  for (std::size_t i = 0; i < bytes; i += kCacheLine) __builtin_prefetch(at + i);
}

// One query's way through the blocks: lengths, then heads of the blocks that are long enough, then tails of
// the quarters that the heads do not rule out, then scores of the rows that the tails do not rule out.
// Quarters and rows wait a little before their turn, until they have come from memory.
class Scan {
 public:
  Scan(const PreparedQuery& query, VectorShape shape, std::size_t k, const Wanted& wanted)
      : query_(query),
        wanted_(wanted),
        padded_(shape.padded()),
        head_bytes_(shape.head_groups() * kQuarters * kGroupBytes),
        tail_bytes_(shape.tail_groups() * kGroupBytes),
        kernels_(usable_kernels().front()),
        best_(k) {}

  // Prefetches the codes of a block that comes soon.
  void expect(const BlockEntry& block) const {
    if (are_few(block.present) || too_short(block)) return;
    prefetch(block.view.head, head_bytes_);
    if (!heads_help()) prefetch(block.view.tail, kQuarters * tail_bytes_);
  }

  void add_block(const BlockEntry& block) {
    std::uint64_t rows = block.present;
    if (rows == 0 || too_short(block)) return;
    if (are_few(rows)) return add_rows(block, rows);
    if (tail_bytes_ == 0) {
      return add_rows(block, rows & kernels_.head_reaches(block.view, query_.scan(), threshold()));
    }
    // Where most heads rule nothing out, as with vectors without a strong direction, they are skipped;
    // now and then one is tried, for the threshold rises.
    const bool try_head = heads_help() || ++blocks_without_head_ % 16 == 0;
    if (try_head) rows &= kernels_.head_reaches(block.view, query_.scan(), threshold());
    for (std::size_t q = 0; q < kQuarters; ++q) {
      const auto of_quarter = static_cast<std::uint16_t>(rows >> (q * kRowsPerQuarter));
      if (try_head) count_head(of_quarter != 0);
      if (of_quarter == 0) continue;
      if (try_head)
        add_quarter({&block, q, of_quarter});
      else
        check_quarter({&block, q, of_quarter});
    }
  }

  // Scores one row, without its block's codes.
  void add_row(const BlockEntry& block, std::size_t place) {
    if (!too_short(block)) add_rows(block, std::uint64_t{1} << place);
  }

  std::vector<Hit> finish() {
    check_quarters();
    score_rows();
    return best_.take();
  }

 private:
  struct Quarter {
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

  bool too_short(const BlockEntry& block) const { return query_.upper_bound(block.view) < threshold(); }
  bool heads_help() const { return passed_ * 2 <= tried_; }
  float threshold() const { return std::max(best_.threshold(), wanted_.at_least) - kTinyScore; }

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
    add_rows(*quarter.block, std::uint64_t{quarter.rows & reach} << (quarter.quarter * kRowsPerQuarter));
  }

  void add_rows(const BlockEntry& block, std::uint64_t rows) {
    for (; rows != 0; rows &= rows - 1) {
      const auto r = static_cast<std::size_t>(std::countr_zero(rows));
      if (!wanted_.allows(block.rows[r])) continue;
      const float* values = block.values + r * padded_;
      prefetch(values, padded_ * sizeof(float));
      rows_[row_count_++] = {block.rows[r], values};
      if (row_count_ == rows_.size()) score_rows();
    }
  }

  void score_rows() {
    for (std::size_t i = 0; i < row_count_; ++i) {
      const auto score = static_cast<float>(kernels_.dot(query_.values(), rows_[i].values, padded_));
      if (score >= best_.threshold() && !wanted_.excludes(rows_[i].row)) best_.offer({rows_[i].row, score});
    }
    row_count_ = 0;
  }

  const PreparedQuery& query_;
  const Wanted wanted_;
  const std::size_t padded_;
  const std::size_t head_bytes_;
  const std::size_t tail_bytes_;  // of one quarter; 0 if there is no tail
  const ScanKernels& kernels_;
  TopHits best_;
  std::size_t tried_ = 0;  // quarters whose head was looked at, of late
  std::size_t passed_ = 0;
  std::size_t blocks_without_head_ = 0;
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
                                    std::span<const ProductRow> excluded, float at_least) const {
  if (k == 0 || blocks_.block_count() == 0) return {};
  assert(query.size() == shape_.dim && std::all_of(query.begin(), query.end(), fits));
  assert(std::is_sorted(excluded.begin(), excluded.end()));
  const PreparedQuery prepared(query, shape_);
  const auto entry = [this](std::size_t block) -> const BlockEntry& {
    return entries_[block / kBlocksPerEntries].blocks[block % kBlocksPerEntries];
  };
  if (allowed != nullptr && !allowed->has_more_than(rows_worth_a_scan())) {
    Scan scan(prepared, shape_, std::min(k, size_), {nullptr, excluded, at_least});
    std::array<std::uint32_t, kRowsAhead> ahead;
    std::size_t waiting = 0;
    const auto take = [&] {
      for (std::size_t i = 0; i < waiting; ++i)
        scan.add_row(entry(block_of(ahead[i])), place_in_block(ahead[i]));
      waiting = 0;
    };
    allowed->for_each([&](ProductRow row) {
      const std::uint32_t place = place_of(row);
      if (place == kNoPlace) return;
      prefetch(&entry(block_of(place)), sizeof(BlockEntry));
      ahead[waiting++] = place;
      if (waiting == ahead.size()) take();
    });
    take();
    return scan.finish();
  }
  Scan scan(prepared, shape_, std::min(k, size_), {allowed, excluded, at_least});
  const std::vector<std::uint32_t>& order = *order_;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i + kBlocksAhead < order.size()) scan.expect(entry(order[i + kBlocksAhead]));
    scan.add_block(entry(order[i]));
  }
  return scan.finish();
}

// With fewer allowed rows, each one is read by itself.
std::size_t VectorIndex::rows_worth_a_scan() const noexcept {
  return blocks_.block_count() * kRowsPerBlock / kFewAllowed;
}

const float* VectorIndex::facts_of(ProductRow row) const noexcept {
  const std::size_t r = index(row) % kRowsPerFactsBlock;
  return facts_[index(row) / kRowsPerFactsBlock].facts.data() + r * facts_a_row(shape_);
}

std::uint32_t VectorIndex::place_of(ProductRow row) const noexcept {
  return index(row) < size_ ? std::bit_cast<std::uint32_t>(*facts_of(row)) : kNoPlace;
}

std::vector<float> VectorIndex::upper_bounds(const PreparedQuery& query,
                                             std::span<const ProductRow> rows) const {
  std::vector<float> bounds(rows.size(), kLowestScore);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i + kRowsAhead < rows.size() && index(rows[i + kRowsAhead]) < size_)
      __builtin_prefetch(facts_of(rows[i + kRowsAhead]));
    if (place_of(rows[i]) == kNoPlace) continue;
    const float* const facts = facts_of(rows[i]);
    bounds[i] = query.upper_bound(facts[1], std::span(facts + 2, shape_.wide));
  }
  return bounds;
}

// Reads blocks in the order of the bounds of their entries, until no other entry can have more.
float VectorIndex::upper_bound(const PreparedQuery& query) const {
  std::vector<std::pair<float, std::size_t>> promises;
  for (std::size_t i = 0; i < entries_.block_count(); ++i)
    if (entries_[i].any) promises.emplace_back(query.upper_bound(entries_[i]), i);
  std::sort(promises.begin(), promises.end(), std::greater<>());
  float bound = kLowestScore;
  for (const auto& [promise, entries] : promises) {
    if (promise <= bound) break;
    for (const BlockEntry& block : entries_[entries].blocks)
      if (block.present != 0) bound = std::max(bound, query.upper_bound(block.view));
  }
  return bound;
}

float VectorIndex::score(std::span<const float> query, ProductRow row) const {
  assert(query.size() == shape_.dim && contains(row));
  AlignedVector<float> padded(shape_.padded(), 0.0F);
  std::copy(query.begin(), query.end(), padded.begin());
  return static_cast<float>(
      usable_kernels().front().dot(padded.data(), this->row(row).data(), padded.size()));
}

std::span<const float> VectorIndex::row(ProductRow row) const noexcept {
  assert(contains(row));
  const std::uint32_t place = place_of(row);
  return {blocks_[block_of(place)].row(place_in_block(place)), shape_.dim};
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
      entries_(BlockEntries{}),
      facts_(no_facts(shape_)) {
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
  const double length = length_of(vector.first(shape_.coded()));
  const RowPlaces::Move move = row_places_.put(row, length);
  blocks_.grow(row_places_.block_count());
  if (move.from != move.to && move.from != kNoPlace) edit(move.from).clear(place_in_block(move.from));
  note_facts(row, move.to, length, vector.subspan(shape_.coded()));
  edit(move.to).set(place_in_block(move.to), row, vector);
  present_.set(row, true);
  return {};
}

void VectorIndexBuilder::clear_row(ProductRow row) {
  const std::uint32_t place = row_places_.take_out(row);
  if (place == kNoPlace) return;
  edit(place).clear(place_in_block(place));
  note_facts(row, kNoPlace, 0, {});
  present_.set(row, false);
}

VectorBlock& VectorIndexBuilder::edit(std::uint32_t place) {
  const std::size_t block = block_of(place);
  if (block >= is_stale_.size()) is_stale_.resize(blocks_.block_count());
  if (!is_stale_[block]) stale_.push_back(block);
  is_stale_[block] = true;
  return blocks_.edit(block);
}

void VectorIndexBuilder::note_facts(ProductRow row, std::uint32_t place, double length,
                                    std::span<const float> wide) {
  facts_.grow(index(row) / kRowsPerFactsBlock + 1);
  float* facts = facts_.edit(index(row) / kRowsPerFactsBlock).facts.data() +
                 index(row) % kRowsPerFactsBlock * facts_a_row(shape_);
  facts[0] = std::bit_cast<float>(place);
  facts[1] = rounded_up(length);
  std::copy(wide.begin(), wide.end(), facts + 2);
}

VectorIndex VectorIndexBuilder::snapshot() {
  if (order_ == nullptr || order_version_ != row_places_.order_version()) {
    order_ = std::make_shared<const std::vector<std::uint32_t>>(row_places_.order());
    order_version_ = row_places_.order_version();
  }
  // Encodes blocks in the order of the scan, so that new codes stand in that order too.
  std::vector<std::size_t> turn(order_->size());
  for (std::size_t i = 0; i < turn.size(); ++i) turn[(*order_)[i]] = i;
  std::sort(stale_.begin(), stale_.end(), [&](std::size_t a, std::size_t b) { return turn[a] < turn[b]; });
  std::set<std::size_t> changed;
  for (const std::size_t block : stale_) {
    VectorBlock& encoded = blocks_.edit(block);
    encoded.encode();
    entries_.grow(block / kBlocksPerEntries + 1);
    entries_.edit(block / kBlocksPerEntries).blocks[block % kBlocksPerEntries] = encoded.entry();
    changed.insert(block / kBlocksPerEntries);
    is_stale_[block] = false;
  }
  for (const std::size_t entries : changed) entries_.edit(entries).sum_up(shape_.wide);
  stale_.clear();
  VectorIndex version;
  version.shape_ = shape_;
  version.blocks_ = blocks_.snapshot();
  version.entries_ = entries_.snapshot();
  version.facts_ = facts_.snapshot();
  version.present_ = present_.snapshot();
  version.order_ = order_;
  version.size_ = size_;
  return version;
}

bool VectorIndexBuilder::contains(ProductRow row) const noexcept { return row_places_.of(row) != kNoPlace; }

std::span<const float> VectorIndexBuilder::row(ProductRow row) const noexcept {
  assert(contains(row));
  const std::uint32_t place = row_places_.of(row);
  return {blocks_[block_of(place)].row(place_in_block(place)), shape_.dim};
}

}  // namespace suggestd::lookup
