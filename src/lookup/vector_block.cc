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

// Up to here a second part would cost more than it spares.
constexpr std::size_t kLargestWithoutTail = 40;

// Values smaller than this are coded as zero: their scale would be a denormal, whose relative rounding
// error has no useful bound.
constexpr float kTiny = 1e-30F;

double sum_of_squares(std::span<const float> x) {
  double sum = 0;
  for (const float value : x) sum += double{value} * double{value};
  return sum;
}

}  // namespace

std::size_t VectorShape::head() const noexcept {
  if (coded() <= kLargestWithoutTail) return coded();
  // Three eighths: of real factors of 64 dimensions, 24 leave one row in fifty (docs/lookup.md).
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
}

VectorBlock::VectorBlock(VectorShape shape, std::shared_ptr<const CodePools> pools)
    : shape_(shape), pools_(std::move(pools)) {}

VectorBlock::VectorBlock(const VectorBlock& other)
    : shape_(other.shape_),
      pools_(other.pools_),
      present_(other.present_),
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
  if (values_.empty()) values_.resize(kRowsPerBlock * shape_.padded(), 0.0F);
  std::copy(x.begin(), x.end(), values_.begin() + static_cast<std::ptrdiff_t>(r * shape_.padded()));
  rows_[r] = row;
  present_ |= std::uint64_t{1} << r;
}

void VectorBlock::clear(std::size_t r) {
  if ((present_ >> r & 1) == 0) return;
  std::fill_n(values_.begin() + static_cast<std::ptrdiff_t>(r * shape_.padded()), shape_.dim, 0.0F);
  present_ &= ~(std::uint64_t{1} << r);
}

void VectorBlock::encode() {
  if (values_.empty()) return;
  if (head_.data() == nullptr) head_ = Codes(pools_->head);
  if (tail_.data() == nullptr && shape_.has_tail()) tail_ = Codes(pools_->tail);
  point_view();
  float largest = 0;
  for (std::size_t r = 0; r < kRowsPerBlock; ++r) {
    for (std::size_t d = 0; d < shape_.coded(); ++d) largest = std::max(largest, std::fabs(row(r)[d]));
  }
  view_.scale = scale_for(largest);
  view_.error = 0;
  view_.norm = 0;
  view_.length = 0;
  for (std::size_t r = 0; r < kRowsPerBlock; ++r) encode_row(r);
  if (shape_.has_tail()) encode_tail_norms();
  if (shape_.wide > 0) note_wide_ranges();
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

void VectorBlock::encode_tail_norms() {
  std::array<double, kRowsPerBlock> norms{};
  for (std::size_t r = 0; r < kRowsPerBlock; ++r) {
    norms[r] = std::sqrt(sum_of_squares(std::span(row(r), shape_.coded()).subspan(shape_.head())));
  }
  const double largest = *std::max_element(norms.begin(), norms.end());
  view_.tail_scale = rounded_up(largest / kMaxTailNorm);
  for (std::size_t r = 0; r < kRowsPerBlock; ++r) {
    tail_norms()[r] =
        static_cast<std::uint8_t>(std::min(kMaxTailNorm, std::ceil(norms[r] / double{view_.tail_scale})));
  }
}

// Over the rows that are there: the zeros of free places would widen it.
void VectorBlock::note_wide_ranges() {
  wide_ranges_.assign(2 * shape_.wide, 0.0F);
  for (std::size_t w = 0; w < shape_.wide; ++w) {
    float least = std::numeric_limits<float>::max();
    float largest = std::numeric_limits<float>::lowest();
    for (std::uint64_t left = present_; left != 0; left &= left - 1) {
      const float value = row(static_cast<std::size_t>(std::countr_zero(left)))[shape_.coded() + w];
      least = std::min(least, value);
      largest = std::max(largest, value);
    }
    if (present_ == 0) continue;
    wide_ranges_[2 * w] = least;
    wide_ranges_[2 * w + 1] = largest;
  }
  view_.wide_range = wide_ranges_.data();
}

void VectorBlock::point_view() {
  if (head_.data() == nullptr) return;
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
