#include "lookup/scan_kernels.h"

#include <immintrin.h>

#include <vector>

// Each kernel is compiled for its own instruction set by a function attribute, so that the rest of
// the program runs on any x86-64. Inline functions shared with other files must not be called from
// here: the linker could keep a copy that was compiled for the newer processor.

namespace suggestd::lookup {
namespace {

// ---- baseline: SSE2, which every x86-64 has ----

// Eight sums, each of two rows with two halves a row.
void add_codes_sse2(__m128i (&sums)[8], const std::uint8_t* codes, std::span<const std::int64_t> query) {
  const __m128i zero = _mm_setzero_si128();
  for (const std::int64_t group : query) {
    const __m128i q = _mm_set1_epi64x(group);
    for (std::size_t i = 0; i < 4; ++i) {
      const __m128i four_rows = _mm_load_si128(reinterpret_cast<const __m128i*>(codes) + i);
      sums[2 * i] = _mm_add_epi32(sums[2 * i], _mm_madd_epi16(_mm_unpacklo_epi8(four_rows, zero), q));
      sums[2 * i + 1] = _mm_add_epi32(sums[2 * i + 1], _mm_madd_epi16(_mm_unpackhi_epi8(four_rows, zero), q));
    }
    codes += kGroupBytes;
  }
}

std::uint32_t reaches_sse2(const __m128i (&sums)[8], std::int32_t offset, const BlockView& block,
                           const ScanQuery& query, std::size_t first, bool head_only, float threshold) {
  const __m128 scale = _mm_set1_ps(query.scale * block.scale);
  const __m128 slack = _mm_set1_ps(query.norm * block.error + query.error * block.norm);
  const __m128 tail_scale = _mm_set1_ps(query.tail_norm * block.tail_scale);
  std::uint32_t mask = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t row = first + 4 * i;
    const __m128 a = _mm_castsi128_ps(sums[2 * i]);
    const __m128 b = _mm_castsi128_ps(sums[2 * i + 1]);
    const __m128i halves = _mm_add_epi32(_mm_castps_si128(_mm_shuffle_ps(a, b, _MM_SHUFFLE(2, 0, 2, 0))),
                                         _mm_castps_si128(_mm_shuffle_ps(a, b, _MM_SHUFFLE(3, 1, 3, 1))));
    const __m128 dots = _mm_cvtepi32_ps(_mm_sub_epi32(halves, _mm_set1_epi32(offset)));
    __m128 bound = _mm_add_ps(_mm_mul_ps(dots, scale), slack);
    if (head_only) {
      const __m128i zero = _mm_setzero_si128();
      const __m128i bytes = _mm_loadu_si32(block.tail_norm + row);
      const __m128i norms = _mm_unpacklo_epi16(_mm_unpacklo_epi8(bytes, zero), zero);
      bound = _mm_add_ps(bound, _mm_mul_ps(_mm_cvtepi32_ps(norms), tail_scale));
    }
    for (std::size_t w = 0; w < query.wide.size(); ++w) {
      const __m128 term =
          _mm_mul_ps(_mm_set1_ps(query.wide[w]), _mm_load_ps(block.wide + w * kRowsPerBlock + row));
      const __m128 size = _mm_andnot_ps(_mm_set1_ps(-0.0F), term);
      bound = _mm_add_ps(bound, _mm_add_ps(term, _mm_mul_ps(size, _mm_set1_ps(query.rounding))));
    }
    const int bits = _mm_movemask_ps(_mm_cmpge_ps(bound, _mm_set1_ps(threshold)));
    mask |= static_cast<std::uint32_t>(bits) << (4 * i);
  }
  return mask;
}

std::uint64_t head_reaches_sse2(const BlockView& block, const ScanQuery& query, float threshold) {
  std::uint64_t mask = 0;
  for (std::size_t first = 0; first < kRowsPerBlock; first += kRowsPerQuarter) {
    __m128i sums[8] = {};
    add_codes_sse2(sums, block.head + first * kDimsPerGroup * query.head16.size(), query.head16);
    const std::uint64_t bits =
        reaches_sse2(sums, query.head_offset, block, query, first, block.tail_norm != nullptr, threshold);
    mask |= bits << first;
  }
  return mask;
}

std::uint32_t quarter_reaches_sse2(const BlockView& block, const ScanQuery& query, std::size_t quarter,
                                   float threshold) {
  const std::size_t first = quarter * kRowsPerQuarter;
  __m128i sums[8] = {};
  add_codes_sse2(sums, block.head + first * kDimsPerGroup * query.head16.size(), query.head16);
  add_codes_sse2(sums, block.tail + first * kDimsPerGroup * query.tail16.size(), query.tail16);
  return reaches_sse2(sums, query.head_offset + query.tail_offset, block, query, first, false, threshold);
}

// Lane j adds the elements whose place is j modulo 8; then the eight lanes are added as a tree. All
// kernels follow this order.
double dot_sse2(const float* a, const float* b, std::size_t count) {
  __m128d lanes[4] = {};  // lanes 0-1, 2-3, 4-5, 6-7
  for (std::size_t i = 0; i < count; i += 8) {
    for (std::size_t half = 0; half < 2; ++half) {
      const __m128 x = _mm_loadu_ps(a + i + 4 * half);
      const __m128 y = _mm_loadu_ps(b + i + 4 * half);
      const __m128d low = _mm_mul_pd(_mm_cvtps_pd(x), _mm_cvtps_pd(y));
      const __m128d high = _mm_mul_pd(_mm_cvtps_pd(_mm_movehl_ps(x, x)), _mm_cvtps_pd(_mm_movehl_ps(y, y)));
      lanes[2 * half] = _mm_add_pd(lanes[2 * half], low);
      lanes[2 * half + 1] = _mm_add_pd(lanes[2 * half + 1], high);
    }
  }
  const __m128d pairs = _mm_add_pd(_mm_add_pd(lanes[0], lanes[2]), _mm_add_pd(lanes[1], lanes[3]));
  return _mm_cvtsd_f64(pairs) + _mm_cvtsd_f64(_mm_unpackhi_pd(pairs, pairs));
}

// ---- AVX2 ----

#define SUGGESTD_AVX2 __attribute__((target("avx2")))

// Four sums, each of four rows with two halves a row.
SUGGESTD_AVX2 void add_codes_avx2(__m256i (&sums)[4], const std::uint8_t* codes,
                                  std::span<const std::int64_t> query) {
  const std::int64_t* group = query.data();
  for (std::size_t g = 0, count = query.size(); g < count; ++g, codes += kGroupBytes) {
    const __m256i q = _mm256_set1_epi64x(group[g]);
    for (std::size_t i = 0; i < 4; ++i) {
      const __m128i four_rows = _mm_load_si128(reinterpret_cast<const __m128i*>(codes) + i);
      sums[i] = _mm256_add_epi32(sums[i], _mm256_madd_epi16(_mm256_cvtepu8_epi16(four_rows), q));
    }
  }
}

SUGGESTD_AVX2 std::uint32_t reaches_avx2(const __m256i (&sums)[4], std::int32_t offset,
                                         const BlockView& block, const ScanQuery& query, std::size_t first,
                                         bool head_only, float threshold) {
  const __m256 scale = _mm256_set1_ps(query.scale * block.scale);
  const __m256 slack = _mm256_set1_ps(query.norm * block.error + query.error * block.norm);
  const __m256 tail_scale = _mm256_set1_ps(query.tail_norm * block.tail_scale);
  std::uint32_t mask = 0;
  for (std::size_t i = 0; i < 2; ++i) {
    const std::size_t row = first + 8 * i;
    // hadd works within 128 bits, so the two middle pairs of rows come out exchanged.
    const __m256i halves =
        _mm256_permute4x64_epi64(_mm256_hadd_epi32(sums[2 * i], sums[2 * i + 1]), _MM_SHUFFLE(3, 1, 2, 0));
    const __m256 dots = _mm256_cvtepi32_ps(_mm256_sub_epi32(halves, _mm256_set1_epi32(offset)));
    __m256 bound = _mm256_add_ps(_mm256_mul_ps(dots, scale), slack);
    if (head_only) {
      const __m256i norms = _mm256_cvtepu8_epi32(_mm_loadu_si64(block.tail_norm + row));
      bound = _mm256_add_ps(bound, _mm256_mul_ps(_mm256_cvtepi32_ps(norms), tail_scale));
    }
    for (std::size_t w = 0, count = query.wide.size(); w < count; ++w) {
      const __m256 term = _mm256_mul_ps(_mm256_set1_ps(query.wide.data()[w]),
                                        _mm256_load_ps(block.wide + w * kRowsPerBlock + row));
      const __m256 size = _mm256_andnot_ps(_mm256_set1_ps(-0.0F), term);
      bound = _mm256_add_ps(bound, _mm256_add_ps(term, _mm256_mul_ps(size, _mm256_set1_ps(query.rounding))));
    }
    const int bits = _mm256_movemask_ps(_mm256_cmp_ps(bound, _mm256_set1_ps(threshold), _CMP_GE_OQ));
    mask |= static_cast<std::uint32_t>(bits) << (8 * i);
  }
  return mask;
}

SUGGESTD_AVX2 std::uint64_t head_reaches_avx2(const BlockView& block, const ScanQuery& query,
                                              float threshold) {
  std::uint64_t mask = 0;
  for (std::size_t first = 0; first < kRowsPerBlock; first += kRowsPerQuarter) {
    __m256i sums[4] = {};
    add_codes_avx2(sums, block.head + first * kDimsPerGroup * query.head16.size(), query.head16);
    const std::uint64_t bits =
        reaches_avx2(sums, query.head_offset, block, query, first, block.tail_norm != nullptr, threshold);
    mask |= bits << first;
  }
  return mask;
}

SUGGESTD_AVX2 std::uint32_t quarter_reaches_avx2(const BlockView& block, const ScanQuery& query,
                                                 std::size_t quarter, float threshold) {
  const std::size_t first = quarter * kRowsPerQuarter;
  __m256i sums[4] = {};
  add_codes_avx2(sums, block.head + first * kDimsPerGroup * query.head16.size(), query.head16);
  add_codes_avx2(sums, block.tail + first * kDimsPerGroup * query.tail16.size(), query.tail16);
  return reaches_avx2(sums, query.head_offset + query.tail_offset, block, query, first, false, threshold);
}

SUGGESTD_AVX2 double dot_avx2(const float* a, const float* b, std::size_t count) {
  __m256d low = _mm256_setzero_pd();   // lanes 0-3
  __m256d high = _mm256_setzero_pd();  // lanes 4-7
  for (std::size_t i = 0; i < count; i += 8) {
    low = _mm256_add_pd(
        low, _mm256_mul_pd(_mm256_cvtps_pd(_mm_loadu_ps(a + i)), _mm256_cvtps_pd(_mm_loadu_ps(b + i))));
    high = _mm256_add_pd(high, _mm256_mul_pd(_mm256_cvtps_pd(_mm_loadu_ps(a + i + 4)),
                                             _mm256_cvtps_pd(_mm_loadu_ps(b + i + 4))));
  }
  const __m256d fours = _mm256_add_pd(low, high);
  const __m128d pairs = _mm_add_pd(_mm256_castpd256_pd128(fours), _mm256_extractf128_pd(fours, 1));
  return _mm_cvtsd_f64(pairs) + _mm_cvtsd_f64(_mm_unpackhi_pd(pairs, pairs));
}

#undef SUGGESTD_AVX2

// ---- AVX-512 with VNNI: four products and their sum in one instruction ----

// GCC 12's own header starts some results from an undefined register, and warns of it (GCC bug 105593).
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#define SUGGESTD_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")))

// Two sums, for even and odd groups: one alone would wait for itself.
SUGGESTD_AVX512 __m512i add_codes_vnni(__m512i sum, const std::uint8_t* codes, const std::int32_t* query,
                                       std::size_t groups) {
  __m512i odd = _mm512_setzero_si512();
  std::size_t g = 0;
  for (; g + 2 <= groups; g += 2, codes += 2 * kGroupBytes) {
    sum = _mm512_dpbusd_epi32(sum, _mm512_load_si512(codes), _mm512_set1_epi32(query[g]));
    odd = _mm512_dpbusd_epi32(odd, _mm512_load_si512(codes + kGroupBytes), _mm512_set1_epi32(query[g + 1]));
  }
  if (g < groups) sum = _mm512_dpbusd_epi32(sum, _mm512_load_si512(codes), _mm512_set1_epi32(query[g]));
  return _mm512_add_epi32(sum, odd);
}

SUGGESTD_AVX512 std::uint32_t reaches_vnni(__m512i dots, const BlockView& block, const ScanQuery& query,
                                           std::size_t first, bool head_only, float threshold) {
  const __m512 slack = _mm512_set1_ps(query.norm * block.error + query.error * block.norm);
  __m512 bound = _mm512_fmadd_ps(_mm512_cvtepi32_ps(dots), _mm512_set1_ps(query.scale * block.scale), slack);
  if (head_only) {
    const __m128i bytes = _mm_load_si128(reinterpret_cast<const __m128i*>(block.tail_norm + first));
    bound = _mm512_fmadd_ps(_mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(bytes)),
                            _mm512_set1_ps(query.tail_norm * block.tail_scale), bound);
  }
  for (std::size_t w = 0, count = query.wide.size(); w < count; ++w) {
    const __m512 term = _mm512_mul_ps(_mm512_set1_ps(query.wide.data()[w]),
                                      _mm512_load_ps(block.wide + w * kRowsPerBlock + first));
    bound = _mm512_add_ps(bound, _mm512_fmadd_ps(_mm512_abs_ps(term), _mm512_set1_ps(query.rounding), term));
  }
  return _mm512_cmp_ps_mask(bound, _mm512_set1_ps(threshold), _CMP_GE_OQ);
}

SUGGESTD_AVX512 std::uint64_t head_reaches_vnni(const BlockView& block, const ScanQuery& query,
                                                float threshold) {
  const std::size_t groups = query.head8.size();
  const std::int32_t* codes8 = query.head8.data();
  const std::size_t quarter_bytes = groups * kGroupBytes;
  const bool head_only = block.tail_norm != nullptr;
  __m512i a = _mm512_set1_epi32(-query.head_offset);
  __m512i b = a;
  __m512i c = a;
  __m512i d = a;
  const std::uint8_t* codes = block.head;
  for (std::size_t g = 0; g < groups; ++g, codes += kGroupBytes) {
    const __m512i q = _mm512_set1_epi32(codes8[g]);
    a = _mm512_dpbusd_epi32(a, _mm512_load_si512(codes), q);
    b = _mm512_dpbusd_epi32(b, _mm512_load_si512(codes + quarter_bytes), q);
    c = _mm512_dpbusd_epi32(c, _mm512_load_si512(codes + 2 * quarter_bytes), q);
    d = _mm512_dpbusd_epi32(d, _mm512_load_si512(codes + 3 * quarter_bytes), q);
  }
  const std::uint64_t bits_a = reaches_vnni(a, block, query, 0, head_only, threshold);
  const std::uint64_t bits_b = reaches_vnni(b, block, query, 16, head_only, threshold);
  const std::uint64_t bits_c = reaches_vnni(c, block, query, 32, head_only, threshold);
  const std::uint64_t bits_d = reaches_vnni(d, block, query, 48, head_only, threshold);
  return bits_a | bits_b << 16 | bits_c << 32 | bits_d << 48;
}

SUGGESTD_AVX512 std::uint32_t quarter_reaches_vnni(const BlockView& block, const ScanQuery& query,
                                                   std::size_t quarter, float threshold) {
  const std::size_t first = quarter * kRowsPerQuarter;
  const std::size_t head = query.head8.size();
  const std::size_t tail = query.tail8.size();
  __m512i dots = _mm512_set1_epi32(-query.head_offset - query.tail_offset);
  dots = add_codes_vnni(dots, block.head + first * kDimsPerGroup * head, query.head8.data(), head);
  dots = add_codes_vnni(dots, block.tail + first * kDimsPerGroup * tail, query.tail8.data(), tail);
  return reaches_vnni(dots, block, query, first, false, threshold);
}

SUGGESTD_AVX512 double dot_avx512(const float* a, const float* b, std::size_t count) {
  __m512d lanes = _mm512_setzero_pd();
  for (std::size_t i = 0; i < count; i += 8) {
    lanes = _mm512_fmadd_pd(_mm512_cvtps_pd(_mm256_loadu_ps(a + i)), _mm512_cvtps_pd(_mm256_loadu_ps(b + i)),
                            lanes);
  }
  const __m256d fours = _mm256_add_pd(_mm512_castpd512_pd256(lanes), _mm512_extractf64x4_pd(lanes, 1));
  const __m128d pairs = _mm_add_pd(_mm256_castpd256_pd128(fours), _mm256_extractf128_pd(fours, 1));
  return _mm_cvtsd_f64(pairs) + _mm_cvtsd_f64(_mm_unpackhi_pd(pairs, pairs));
}

#undef SUGGESTD_AVX512
#pragma GCC diagnostic pop

std::vector<ScanKernels> detect() {
  __builtin_cpu_init();
  std::vector<ScanKernels> usable;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vnni")) {
    usable.push_back({"avx512-vnni", head_reaches_vnni, quarter_reaches_vnni, dot_avx512});
  }
  if (__builtin_cpu_supports("avx2")) {
    usable.push_back({"avx2", head_reaches_avx2, quarter_reaches_avx2, dot_avx2});
  }
  usable.push_back({"sse2", head_reaches_sse2, quarter_reaches_sse2, dot_sse2});
  return usable;
}

}  // namespace

std::span<const ScanKernels> usable_kernels() {
  static const std::vector<ScanKernels> kUsable = detect();
  return kUsable;
}

}  // namespace suggestd::lookup
