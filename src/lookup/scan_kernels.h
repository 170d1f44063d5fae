// The inner loops of the vector scan, written for several instruction sets and chosen at run time.
//
// Layout   a block is 64 rows. Codes are unsigned bytes (value + 128) in groups of four dimensions:
//          group g holds rows 0..63, each row's dimensions 4g..4g+3 beside each other. So one
//          64-byte vector is 16 rows, and a dot product needs no sum across lanes.
// Exact    all kernels give the same integers; the float bound may differ in the last bits, and the
//          query's terms are widened to cover that (scan_query.cc). The dot product for scores adds
//          in double, where the product of two floats is exact, in one fixed order: the same bits on
//          every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace suggestd::lookup {

inline constexpr std::size_t kRowsPerBlock = 64;
inline constexpr std::size_t kDimsPerGroup = 4;
// Float rows are padded with zeros to a multiple of this.
inline constexpr std::size_t kFloatPadding = 16;

// 64 rows as the scan sees them. Every array is 64-byte aligned.
struct BlockView {
  const std::uint8_t* codes;  // groups x 64 x 4
  const float* scale;         // 64: what one step of the code is worth
  const float* error;         // 64: at least |x - x'|
  const float* norm;          // 64: at least |x'|
  const float* wide;          // wide_dims x 64: dimensions kept in float
};

// A query made ready: for each row the bound on its score is
//   dot * scale * query.scale + query.norm * error + query.error * norm + sum of wide terms.
struct ScanQuery {
  std::span<const std::int32_t> codes8;   // per group: four signed bytes
  std::span<const std::int64_t> codes16;  // per group: the same as four 16-bit numbers
  std::int32_t offset;                    // 128 * sum of codes, what the unsigned row codes add
  float scale;
  float norm;                   // at least |q|
  float error;                  // at least |q - q'|, widened by float rounding
  std::span<const float> wide;  // the query's wide dimensions
  float rounding;               // widening of a wide term, relative to its size
};

struct ScanKernels {
  std::string_view name;
  // Bit r is set if the bound of row r reaches `threshold`: the row can't be ruled out.
  std::uint64_t (*rows_at_least)(const BlockView& block, const ScanQuery& query, float threshold);
  // <a, b> over `count` floats. Requires: count is a multiple of kFloatPadding.
  double (*dot)(const float* a, const float* b, std::size_t count);
};

// Those that this processor can run, the best first; never empty.
std::span<const ScanKernels> usable_kernels();

}  // namespace suggestd::lookup
