#include "lookup/vector_block.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

namespace suggestd::lookup {
namespace {

constexpr float kMaxCode = 127;
constexpr std::int32_t kZeroCode = 128;  // codes are stored as value + 128
constexpr double kMaxTailNorm = 255;
constexpr float kRoundingSlack = 1.00001F;  // scale * kMaxCode may come out below the value it was made from

// Up to this many dimensions a tail would cost more than it spares.
constexpr std::size_t kLargestWithoutTail = 40;

// Values smaller than this are coded as zero: their scale would be a denormal, whose relative rounding
// error has no useful bound.
constexpr float kTiny = 1e-30F;

// After this many rows that were coded by themselves, all rows of the block are coded anew: they have cost as
// much.
constexpr int kChangesBeforeAll = 64;

double sum_of_squares(std::span<const float> x) {
  double sum = 0;
  for (const float value : x) sum += double{value} * double{value};
  return sum;
}

float largest_of(std::span<const float> x) {
  float largest = 0;
  for (const float value : x) largest = std::max(largest, std::fabs(value));
  return largest;
}

}  // namespace

std::size_t VectorShape::head() const noexcept {
  if (coded() <= kLargestWithoutTail) return coded();
  // Three eighths: with real factors of 64 dimensions, a head of 24 leaves one row in fifty to the tail
  // (docs/internals/lookup.md).
  return groups(coded() * 3 / 8) * kDimsPerGroup;
}

float scale_for(float largest) { return largest < kTiny ? 0 : largest / kMaxCode; }

std::int8_t code_of(float x, float scale) {
  if (scale == 0) return 0;
  // Adding and taking away 1.5 * 2^23 rounds to a whole number; much quicker than std::rint without SSE4.
  constexpr float kRounder = 12582912.0F;
  const float rounded = (x / scale + kRounder) - kRounder;
  return static_cast<std::int8_t>(std::clamp(rounded, -kMaxCode, kMaxCode));
}

float rounded_up(double value) {
  return std::nextafter(static_cast<float>(value), std::numeric_limits<float>::infinity());
}

CodePools::CodePools(VectorShape shape) {
  const std::size_t head_bytes = shape.head_groups() * kQuarters * kGroupBytes +
                                 (shape.has_tail() ? kRowsPerBlock : 0) +
                                 shape.wide * kRowsPerBlock * sizeof(float);
  head = std::make_shared<CodePool>(head_bytes);
  if (shape.has_tail()) tail = std::make_shared<CodePool>(shape.tail_groups() * kQuarters * kGroupBytes);
  values = std::make_shared<CodePool>(kRowsPerBlock * shape.padded() * sizeof(float));
}

void BlockEntries::sum_up(std::size_t wide) {
  any = false;
  for (const BlockEntry& block : blocks) {
    if (block.present == 0) continue;
    if (!any) {
      length = block.view.length;
      wide_ranges.assign(block.view.wide_range, block.view.wide_range + 2 * wide);
    }
    any = true;
    length = std::max(length, block.view.length);
    for (std::size_t w = 0; w < 2 * wide; w += 2) {
      wide_ranges[w] = std::min(wide_ranges[w], block.view.wide_range[w]);
      wide_ranges[w + 1] = std::max(wide_ranges[w + 1], block.view.wide_range[w + 1]);
    }
  }
}

VectorBlock::VectorBlock(VectorShape shape, std::shared_ptr<const CodePools> pools)
    : shape_(shape), pools_(std::move(pools)) {}

VectorBlock::VectorBlock(const VectorBlock& other)
    : shape_(other.shape_),
      pools_(other.pools_),
      present_(other.present_),
      changed_(other.changed_),
      changes_(other.changes_),
      head_(other.head_),
      tail_(other.tail_),
      rows_(other.rows_),
      values_(other.values_),
      wide_ranges_(other.wide_ranges_),
      view_(other.view_) {
  point_view();
}

void VectorBlock::set(std::size_t r, ProductRow row, std::span<const float> x) {
  assert(r < kRowsPerBlock && x.size() == shape_.dim);
  if (values_.data() == nullptr) values_ = Codes(pools_->values);
  std::copy(x.begin(), x.end(), values() + r * shape_.padded());
  rows_[r] = row;
  present_ |= std::uint64_t{1} << r;
  changed_ |= std::uint64_t{1} << r;
}

void VectorBlock::clear(std::size_t r) {
  if ((present_ >> r & 1) == 0) return;
  std::fill_n(values() + r * shape_.padded(), shape_.dim, 0.0F);
  present_ &= ~(std::uint64_t{1} << r);
  changed_ |= std::uint64_t{1} << r;
}

void VectorBlock::encode() {
  if (changed_ == 0) return;
  if (!has_codes()) {
    take_codes();
    encode_all();
  } else if (!encode_changed()) {
    encode_all();
  }
  changed_ = 0;
}

void VectorBlock::take_codes() {
  head_ = Codes(pools_->head);
  if (shape_.has_tail()) tail_ = Codes(pools_->tail);
  wide_ranges_.resize(2 * shape_.wide);
  point_view();
}

bool VectorBlock::encode_changed() {
  changes_ += std::popcount(changed_);
  if (changes_ > kChangesBeforeAll) return false;
  for (std::uint64_t left = changed_; left != 0; left &= left - 1) {
    const auto r = static_cast<std::size_t>(std::countr_zero(left));
    if (largest_of({row(r), shape_.coded()}) > view_.scale * kMaxCode * kRoundingSlack) return false;
    encode_row(r);
    if (shape_.has_tail() && !encode_tail_norm(r)) return false;
    if ((present_ >> r & 1) != 0) widen_ranges(r);
  }
  return true;
}

void VectorBlock::encode_all() {
  changes_ = 0;
  float largest = 0;
  double longest_tail = 0;
  for (std::size_t r = 0; r < kRowsPerBlock; ++r) {
    largest = std::max(largest, largest_of({row(r), shape_.coded()}));
    if (shape_.has_tail()) longest_tail = std::max(longest_tail, tail_norm(r));
  }
  view_.scale = scale_for(largest);
  view_.tail_scale = rounded_up(longest_tail / kMaxTailNorm);
  view_.error = 0;
  view_.norm = 0;
  view_.length = 0;
  for (std::size_t w = 0; w < shape_.wide; ++w) {
    wide_ranges_[2 * w] = present_ == 0 ? 0 : std::numeric_limits<float>::max();
    wide_ranges_[2 * w + 1] = present_ == 0 ? 0 : std::numeric_limits<float>::lowest();
  }
  for (std::size_t r = 0; r < kRowsPerBlock; ++r) {
    encode_row(r);
    if (shape_.has_tail()) encode_tail_norm(r);
    // Free places are left out: their zeros would widen the ranges.
    if ((present_ >> r & 1) != 0) widen_ranges(r);
  }
}

void VectorBlock::encode_row(std::size_t r) {
  const std::size_t quarter = r / kRowsPerQuarter;
  const std::size_t place = r % kRowsPerQuarter * kDimsPerGroup;
  std::uint8_t* head = head_.data() + quarter * shape_.head_groups() * kGroupBytes + place;
  std::uint8_t* tail =
      shape_.has_tail() ? tail_.data() + quarter * shape_.tail_groups() * kGroupBytes + place : nullptr;
  const float* x = row(r);
  double norm = 0;
  double error = 0;
  double length = 0;
  for (std::size_t d = 0; d < shape_.coded(); ++d) {
    const std::int8_t code = code_of(x[d], view_.scale);
    const bool in_head = d < shape_.head();
    const std::size_t part_d = in_head ? d : d - shape_.head();
    (in_head ? head : tail)[part_d / kDimsPerGroup * kGroupBytes + part_d % kDimsPerGroup] =
        static_cast<std::uint8_t>(code + kZeroCode);
    const double coded = double{view_.scale} * code;
    norm += coded * coded;
    error += (double{x[d]} - coded) * (double{x[d]} - coded);
    length += double{x[d]} * double{x[d]};
  }
  view_.norm = std::max(view_.norm, rounded_up(std::sqrt(norm)));
  view_.error = std::max(view_.error, rounded_up(std::sqrt(error)));
  view_.length = std::max(view_.length, rounded_up(std::sqrt(length)));
  for (std::size_t w = 0; w < shape_.wide; ++w) wide()[w * kRowsPerBlock + r] = x[shape_.coded() + w];
}

double VectorBlock::tail_norm(std::size_t r) const {
  return std::sqrt(sum_of_squares(std::span(row(r), shape_.coded()).subspan(shape_.head())));
}

// False if the norm is beyond the scale.
bool VectorBlock::encode_tail_norm(std::size_t r) {
  const double code = std::ceil(tail_norm(r) / double{view_.tail_scale});
  tail_norms()[r] = static_cast<std::uint8_t>(std::min(kMaxTailNorm, code));
  return code <= kMaxTailNorm;
}

void VectorBlock::widen_ranges(std::size_t r) {
  for (std::size_t w = 0; w < shape_.wide; ++w) {
    const float value = row(r)[shape_.coded() + w];
    wide_ranges_[2 * w] = std::min(wide_ranges_[2 * w], value);
    wide_ranges_[2 * w + 1] = std::max(wide_ranges_[2 * w + 1], value);
  }
}

void VectorBlock::point_view() {
  if (!has_codes()) return;
  view_.head = head_.data();
  view_.tail = tail_.data();
  view_.tail_norm = shape_.has_tail() ? tail_norms() : nullptr;
  view_.wide = wide();
  view_.wide_range = wide_ranges_.empty() ? nullptr : wide_ranges_.data();
}

std::uint8_t* VectorBlock::tail_norms() noexcept {
  return head_.data() + shape_.head_groups() * kQuarters * kGroupBytes;
}

float* VectorBlock::wide() noexcept {
  return reinterpret_cast<float*>(tail_norms() + (shape_.has_tail() ? kRowsPerBlock : 0));
}

}  // namespace suggestd::lookup
