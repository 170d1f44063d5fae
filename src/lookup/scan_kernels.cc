#include "lookup/scan_kernels.h"

#include <immintrin.h>

#include <array>
#include <vector>

// Each kernel is compiled for its own instruction set by a function attribute, so that the rest of
// the program runs on any x86-64. Inline functions shared with other files must not be called from
// here: the linker could keep a copy that was compiled for the newer processor.

namespace suggestd::lookup {
namespace {

constexpr std::size_t kGroupBytes = kRowsPerBlock * kDimsPerGroup;

// ---- baseline: SSE2, which every x86-64 has ----

// The bounds of 16 rows from row `first` on; bit i is row first + i.
std::uint64_t rows16_sse2(const BlockView& block, const ScanQuery& query, std::size_t first,
                          float threshold) {
  __m128i sums[8];  // two rows each, two halves a row
  for (__m128i& sum : sums) sum = _mm_setzero_si128();
  const __m128i zero = _mm_setzero_si128();
  const std::uint8_t* codes = block.codes + first * kDimsPerGroup;
  for (std::size_t g = 0; g < query.codes16.size(); ++g, codes += kGroupBytes) {
    const __m128i q = _mm_set1_epi64x(query.codes16[g]);
    for (std::size_t i = 0; i < 4; ++i) {
      const __m128i four_rows = _mm_load_si128(reinterpret_cast<const __m128i*>(codes) + i);
      sums[2 * i] = _mm_add_epi32(sums[2 * i], _mm_madd_epi16(_mm_unpacklo_epi8(four_rows, zero), q));
      sums[2 * i + 1] = _mm_add_epi32(sums[2 * i + 1], _mm_madd_epi16(_mm_unpackhi_epi8(four_rows, zero), q));
    }
  }
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t row = first + 4 * i;
    const __m128 a = _mm_castsi128_ps(sums[2 * i]);
    const __m128 b = _mm_castsi128_ps(sums[2 * i + 1]);
    const __m128i halves = _mm_add_epi32(_mm_castps_si128(_mm_shuffle_ps(a, b, _MM_SHUFFLE(2, 0, 2, 0))),
                                         _mm_castps_si128(_mm_shuffle_ps(a, b, _MM_SHUFFLE(3, 1, 3, 1))));
    const __m128 dots = _mm_cvtepi32_ps(_mm_sub_epi32(halves, _mm_set1_epi32(query.offset)));
    __m128 bound = _mm_mul_ps(_mm_mul_ps(dots, _mm_set1_ps(query.scale)), _mm_load_ps(block.scale + row));
    bound = _mm_add_ps(bound, _mm_mul_ps(_mm_set1_ps(query.norm), _mm_load_ps(block.error + row)));
    bound = _mm_add_ps(bound, _mm_mul_ps(_mm_set1_ps(query.error), _mm_load_ps(block.norm + row)));
    for (std::size_t w = 0; w < query.wide.size(); ++w) {
      const __m128 term =
          _mm_mul_ps(_mm_set1_ps(query.wide[w]), _mm_load_ps(block.wide + w * kRowsPerBlock + row));
      const __m128 size = _mm_andnot_ps(_mm_set1_ps(-0.0F), term);
      bound = _mm_add_ps(bound, _mm_add_ps(term, _mm_mul_ps(size, _mm_set1_ps(query.rounding))));
    }
    const int bits = _mm_movemask_ps(_mm_cmpge_ps(bound, _mm_set1_ps(threshold)));
    mask |= static_cast<std::uint64_t>(bits) << (4 * i);
  }
  return mask;
}

std::uint64_t rows_at_least_sse2(const BlockView& block, const ScanQuery& query, float threshold) {
  std::uint64_t mask = 0;
  for (std::size_t first = 0; first < kRowsPerBlock; first += 16) {
    mask |= rows16_sse2(block, query, first, threshold) << first;
  }
  return mask;
}

// Lane j adds the elements whose place is j modulo 8; then the eight lanes are added as a tree. All
// kernels follow this order.
double dot_sse2(const float* a, const float* b, std::size_t count) {
  __m128d lanes[4];  // lanes 0-1, 2-3, 4-5, 6-7
  for (__m128d& lane : lanes) lane = _mm_setzero_pd();
  for (std::size_t i = 0; i < count; i += 8) {
    for (std::size_t half = 0; half < 2; ++half) {
      const __m128 x = _mm_loadu_ps(a + i + 4 * half);
      const __m128 y = _mm_loadu_ps(b + i + 4 * half);
      lanes[2 * half] = _mm_add_pd(lanes[2 * half], _mm_mul_pd(_mm_cvtps_pd(x), _mm_cvtps_pd(y)));
      lanes[2 * half + 1] = _mm_add_pd(lanes[2 * half + 1], _mm_mul_pd(_mm_cvtps_pd(_mm_movehl_ps(x, x)),
                                                                       _mm_cvtps_pd(_mm_movehl_ps(y, y))));
    }
  }
  const __m128d pairs = _mm_add_pd(_mm_add_pd(lanes[0], lanes[2]), _mm_add_pd(lanes[1], lanes[3]));
  return _mm_cvtsd_f64(pairs) + _mm_cvtsd_f64(_mm_unpackhi_pd(pairs, pairs));
}

// ---- AVX2 ----

__attribute__((target("avx2"))) std::uint64_t rows16_avx2(const BlockView& block, const ScanQuery& query,
                                                          std::size_t first, float threshold) {
  __m256i sums[4];  // four rows each, two halves a row
  for (__m256i& sum : sums) sum = _mm256_setzero_si256();
  const std::uint8_t* codes = block.codes + first * kDimsPerGroup;
  for (std::size_t g = 0; g < query.codes16.size(); ++g, codes += kGroupBytes) {
    const __m256i q = _mm256_set1_epi64x(query.codes16[g]);
    for (std::size_t i = 0; i < 4; ++i) {
      const __m128i four_rows = _mm_load_si128(reinterpret_cast<const __m128i*>(codes) + i);
      sums[i] = _mm256_add_epi32(sums[i], _mm256_madd_epi16(_mm256_cvtepu8_epi16(four_rows), q));
    }
  }
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < 2; ++i) {
    const std::size_t row = first + 8 * i;
    // hadd works within 128 bits, so the two middle pairs of rows come out exchanged.
    const __m256i halves =
        _mm256_permute4x64_epi64(_mm256_hadd_epi32(sums[2 * i], sums[2 * i + 1]), _MM_SHUFFLE(3, 1, 2, 0));
    const __m256 dots = _mm256_cvtepi32_ps(_mm256_sub_epi32(halves, _mm256_set1_epi32(query.offset)));
    __m256 bound =
        _mm256_mul_ps(_mm256_mul_ps(dots, _mm256_set1_ps(query.scale)), _mm256_load_ps(block.scale + row));
    bound =
        _mm256_add_ps(bound, _mm256_mul_ps(_mm256_set1_ps(query.norm), _mm256_load_ps(block.error + row)));
    bound =
        _mm256_add_ps(bound, _mm256_mul_ps(_mm256_set1_ps(query.error), _mm256_load_ps(block.norm + row)));
    for (std::size_t w = 0; w < query.wide.size(); ++w) {
      const __m256 term =
          _mm256_mul_ps(_mm256_set1_ps(query.wide[w]), _mm256_load_ps(block.wide + w * kRowsPerBlock + row));
      const __m256 size = _mm256_andnot_ps(_mm256_set1_ps(-0.0F), term);
      bound = _mm256_add_ps(bound, _mm256_add_ps(term, _mm256_mul_ps(size, _mm256_set1_ps(query.rounding))));
    }
    const int bits = _mm256_movemask_ps(_mm256_cmp_ps(bound, _mm256_set1_ps(threshold), _CMP_GE_OQ));
    mask |= static_cast<std::uint64_t>(static_cast<unsigned>(bits)) << (8 * i);
  }
  return mask;
}

__attribute__((target("avx2"))) std::uint64_t rows_at_least_avx2(const BlockView& block,
                                                                 const ScanQuery& query, float threshold) {
  std::uint64_t mask = 0;
  for (std::size_t first = 0; first < kRowsPerBlock; first += 16) {
    mask |= rows16_avx2(block, query, first, threshold) << first;
  }
  return mask;
}

__attribute__((target("avx2"))) double dot_avx2(const float* a, const float* b, std::size_t count) {
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

// ---- AVX-512 with VNNI: four products and their sum in one instruction ----

// GCC 12's own header starts some results from an undefined register, and warns of it (GCC bug 105593).
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#define SUGGESTD_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")))

SUGGESTD_AVX512 std::uint64_t rows_at_least_vnni(const BlockView& block, const ScanQuery& query,
                                                 float threshold) {
  __m512i sums[4];
  for (__m512i& sum : sums) sum = _mm512_set1_epi32(-query.offset);
  const std::uint8_t* codes = block.codes;
  for (std::size_t g = 0; g < query.codes8.size(); ++g, codes += kGroupBytes) {
    const __m512i q = _mm512_set1_epi32(query.codes8[g]);
    for (std::size_t i = 0; i < 4; ++i) {
      sums[i] = _mm512_dpbusd_epi32(sums[i], _mm512_load_si512(codes + 64 * i), q);
    }
  }
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t row = 16 * i;
    __m512 bound = _mm512_mul_ps(_mm512_mul_ps(_mm512_cvtepi32_ps(sums[i]), _mm512_set1_ps(query.scale)),
                                 _mm512_load_ps(block.scale + row));
    bound = _mm512_fmadd_ps(_mm512_set1_ps(query.norm), _mm512_load_ps(block.error + row), bound);
    bound = _mm512_fmadd_ps(_mm512_set1_ps(query.error), _mm512_load_ps(block.norm + row), bound);
    for (std::size_t w = 0; w < query.wide.size(); ++w) {
      const __m512 term =
          _mm512_mul_ps(_mm512_set1_ps(query.wide[w]), _mm512_load_ps(block.wide + w * kRowsPerBlock + row));
      bound =
          _mm512_add_ps(bound, _mm512_fmadd_ps(_mm512_abs_ps(term), _mm512_set1_ps(query.rounding), term));
    }
    const __mmask16 bits = _mm512_cmp_ps_mask(bound, _mm512_set1_ps(threshold), _CMP_GE_OQ);
    mask |= static_cast<std::uint64_t>(bits) << (16 * i);
  }
  return mask;
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
    usable.push_back({"avx512-vnni", rows_at_least_vnni, dot_avx512});
  }
  if (__builtin_cpu_supports("avx2")) usable.push_back({"avx2", rows_at_least_avx2, dot_avx2});
  usable.push_back({"sse2", rows_at_least_sse2, dot_sse2});
  return usable;
}

}  // namespace

std::span<const ScanKernels> usable_kernels() {
  static const std::vector<ScanKernels> kUsable = detect();
  return kUsable;
}

}  // namespace suggestd::lookup
