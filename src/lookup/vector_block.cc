#include "lookup/vector_block.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>

namespace suggestd::lookup {
namespace {

constexpr std::uint8_t kZeroCode = 128;  // codes are stored as value + 128
constexpr float kMaxCode = 127;

// A vector smaller than this in every element is coded as zero: its step would be a denormal, whose
// relative rounding error has no useful bound.
constexpr float kTiny = 1e-30F;

}  // namespace

float rounded_up(double value) {
  return std::nextafter(static_cast<float>(value), std::numeric_limits<float>::infinity());
}

Quantised quantise(std::span<const float> x, std::span<std::int8_t> codes) {
  assert(codes.size() >= x.size());
  float largest = 0;
  for (float value : x) largest = std::max(largest, std::fabs(value));
  const float scale = largest < kTiny ? 0 : largest / kMaxCode;
  double norm = 0;
  double error = 0;
  for (std::size_t d = 0; d < x.size(); ++d) {
    const float code = scale == 0 ? 0 : std::clamp(std::rint(x[d] / scale), -kMaxCode, kMaxCode);
    codes[d] = static_cast<std::int8_t>(code);
    const double coded = double{scale} * double{code};
    norm += coded * coded;
    error += (double{x[d]} - coded) * (double{x[d]} - coded);
  }
  return {scale, rounded_up(std::sqrt(norm)), rounded_up(std::sqrt(error))};
}

VectorBlock::VectorBlock(VectorShape shape)
    : shape_(shape),
      codes_(shape.groups() * kRowsPerBlock * kDimsPerGroup, kZeroCode),
      terms_((3 + shape.wide) * kRowsPerBlock, 0.0F),
      values_(kRowsPerBlock * shape.padded(), 0.0F) {}

void VectorBlock::set(std::size_t r, std::span<const float> x) {
  assert(r < kRowsPerBlock && x.size() == shape_.dim);
  const auto coded = x.first(shape_.coded());
  std::vector<std::int8_t> codes(coded.size());
  const Quantised quantised = quantise(coded, codes);
  for (std::size_t d = 0; d < codes.size(); ++d) {
    codes_[(d / kDimsPerGroup * kRowsPerBlock + r) * kDimsPerGroup + d % kDimsPerGroup] =
        static_cast<std::uint8_t>(codes[d] + kZeroCode);
  }
  terms_[r] = quantised.scale;
  terms_[kRowsPerBlock + r] = quantised.error;
  terms_[2 * kRowsPerBlock + r] = quantised.norm;
  for (std::size_t w = 0; w < shape_.wide; ++w) terms_[(3 + w) * kRowsPerBlock + r] = x[shape_.coded() + w];
  std::copy(x.begin(), x.end(), values_.begin() + static_cast<std::ptrdiff_t>(r * shape_.padded()));
  present_ |= std::uint64_t{1} << r;
}

void VectorBlock::clear(std::size_t r) {
  const std::vector<float> zeros(shape_.dim, 0.0F);
  set(r, zeros);
  present_ &= ~(std::uint64_t{1} << r);
}

BlockView VectorBlock::view() const noexcept {
  const float* terms = terms_.data();
  return {codes_.data(), terms, terms + kRowsPerBlock, terms + 2 * kRowsPerBlock, terms + 3 * kRowsPerBlock};
}

}  // namespace suggestd::lookup
