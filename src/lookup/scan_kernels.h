// The inner loops of the vector scan, written for several instruction sets and chosen at run time.
//
// Layout   a block is 64 rows, four quarters of 16. Codes are unsigned bytes (value + 128) in groups of
//          four dimensions: for each quarter, group after group, the 16 rows' four bytes beside each
//          other. So one 64-byte vector is 16 rows, and a dot product needs no sum across lanes.
// Parts    the first dimensions ("head") stand apart from the others ("tail"), so that a scan reads only the
//          tails of quarters that the head does not rule out.
// Exact    all kernels give the same integers; the float bound may differ in the last bits, and the
//          query's terms are widened to cover that (prepared_query.cc). The dot product for scores adds
//          in double, where the product of two floats is exact, in one fixed order: the same bits on
//          every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace suggestd::lookup {

inline constexpr std::size_t kRowsPerBlock = 64;
inline constexpr std::size_t kRowsPerQuarter = 16;
inline constexpr std::size_t kQuarters = kRowsPerBlock / kRowsPerQuarter;
inline constexpr std::size_t kDimsPerGroup = 4;
inline constexpr std::size_t kGroupBytes = kRowsPerQuarter * kDimsPerGroup;  // of one quarter
// Float rows are padded with zeros to a multiple of this.
inline constexpr std::size_t kFloatPadding = 16;

// 64 rows as the scan sees them. Every array begins at a cache line.
struct BlockView {
  const std::uint8_t* head;       // 4 quarters x head groups x 64 bytes
  const std::uint8_t* tail;       // 4 quarters x tail groups x 64 bytes; null if there is no tail
  const std::uint8_t* tail_norm;  // 64: |tail of x| <= tail_norm * tail_scale; null if there is no tail
  const float* wide;              // wide dimensions x 64
  float scale;                    // the value of one step of a code, in all 64 rows
  float error;                    // at least the largest |x - x'|
  float norm;                     // at least the largest |x'|
  float tail_scale;
  float length;             // at least the largest |x|, without the wide dimensions
  const float* wide_range;  // each wide dimension's least and largest value; null if there are none
};

// A query made ready. A row's score is at most
//   dot * scale * query.scale + query.norm * error + query.error * norm + sum of wide terms,
// where dot is over all codes; or over the head's alone, with query.tail_norm * |tail of x| added.
struct ScanQuery {
  std::span<const std::int32_t> head8;  // per group: four signed bytes
  std::span<const std::int32_t> tail8;
  std::span<const std::int64_t> head16;  // per group: the same as four 16-bit numbers
  std::span<const std::int64_t> tail16;
  std::int32_t head_offset;  // 128 * sum of codes, which the unsigned row codes add
  std::int32_t tail_offset;
  float scale;
  float norm;                   // at least |q|
  float error;                  // at least |q - q'|, widened by float rounding
  float tail_norm;              // at least |tail of q|
  std::span<const float> wide;  // the query's wide dimensions
  float rounding;               // widening of a wide term, relative to its size
};

struct ScanKernels {
  std::string_view name;
  // Bit r is set if the bound of row r, by the head, reaches `threshold`: the row can't be ruled out.
  std::uint64_t (*head_reaches)(const BlockView& block, const ScanQuery& query, float threshold);
  // The same by all codes, for the 16 rows of one quarter; bit i is row 16 quarter + i.
  std::uint32_t (*quarter_reaches)(const BlockView& block, const ScanQuery& query, std::size_t quarter,
                                   float threshold);
  // <a, b> over `count` floats. Requires: count is a multiple of kFloatPadding.
  double (*dot)(const float* a, const float* b, std::size_t count);
};

// The kernels that this processor can run, the best first; never empty.
std::span<const ScanKernels> usable_kernels();

}  // namespace suggestd::lookup
