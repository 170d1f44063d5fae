#include "lookup/scan_kernels.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "lookup/prepared_query.h"
#include "lookup/vector_block.h"
#include "seed.h"

using namespace suggestd::lookup;
using suggestd::ProductRow;

namespace {

std::vector<float> gaussian(std::mt19937& random, std::size_t count) {
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  for (float& value : values) value = normal(random);
  return values;
}

VectorBlock random_block(std::mt19937& random, VectorShape shape) {
  VectorBlock block(shape, std::make_shared<const CodePools>(shape));
  for (std::size_t r = 0; r < kRowsPerBlock; ++r) block.set(r, ProductRow{}, gaussian(random, shape.dim));
  block.encode();
  return block;
}

// Whether row r may have a score of `score` by the kernel's head, and by all of its codes.
struct Reach {
  bool by_head;
  bool by_all;
};
Reach reach_of(const ScanKernels& kernels, const VectorBlock& block, const PreparedQuery& query,
               std::size_t r, double score) {
  const auto threshold = static_cast<float>(score);
  const bool by_head = (kernels.head_reaches(block.view(), query.scan(), threshold) >> r & 1) != 0;
  if (block.view().tail == nullptr) return {by_head, by_head};
  const auto quarter = kernels.quarter_reaches(block.view(), query.scan(), r / kRowsPerQuarter, threshold);
  return {by_head, (quarter >> (r % kRowsPerQuarter) & 1) != 0};
}

}  // namespace

TEST_CASE("every kernel's bound is above the score and not far above it") {
  for (const ScanKernels& kernels : usable_kernels()) {
    for (std::size_t dim = 1; dim <= 140; ++dim) {
      for (const std::size_t wide : {std::size_t{0}, std::size_t{1}, std::min(dim, std::size_t{3})}) {
        CAPTURE(kernels.name, dim, wide);
        std::mt19937 random = suggestd::random_numbers(static_cast<unsigned>(dim));
        const VectorShape shape{dim, wide};
        const VectorBlock block = random_block(random, shape);
        const PreparedQuery query(gaussian(random, dim), shape);
        const double slack =
            0.06 * (static_cast<double>(query.scan().norm) + 1) * (std::sqrt(static_cast<double>(dim)) + 1);
        for (std::size_t r = 0; r < kRowsPerBlock; ++r) {
          const double score = kernels.dot(query.values(), block.row(r), shape.padded());
          const Reach at_score = reach_of(kernels, block, query, r, score);
          REQUIRE(at_score.by_head);
          REQUIRE(at_score.by_all);
          REQUIRE_FALSE(reach_of(kernels, block, query, r, score + slack).by_all);
        }
      }
    }
  }
}

TEST_CASE("the dot product has the same bits with every kernel, at any length and alignment") {
  std::mt19937 random = suggestd::random_numbers(5);
  const ScanKernels& baseline = usable_kernels().back();
  for (std::size_t count = 0; count <= 160; count += kFloatPadding) {
    for (std::size_t shift = 0; shift < 4; ++shift) {
      const std::vector<float> a = gaussian(random, count + shift);
      const std::vector<float> b = gaussian(random, count + shift);
      const double expected = baseline.dot(a.data() + shift, b.data() + shift, count);
      double plain = 0;
      for (std::size_t i = shift; i < a.size(); ++i) plain += double{a[i]} * double{b[i]};
      CHECK(expected == Approx(plain).margin(1e-12));
      for (const ScanKernels& kernels : usable_kernels()) {
        CHECK(kernels.dot(a.data() + shift, b.data() + shift, count) == expected);
      }
    }
  }
}

TEST_CASE("the extreme codes do not overflow a lane") {
  // All codes at +-127 in 8,192 dimensions: the largest sums that can occur.
  const VectorShape shape{8192, 0};
  VectorBlock block(shape, std::make_shared<const CodePools>(shape));
  const std::vector<float> vector(shape.dim, -1.0F);
  for (std::size_t r = 0; r < kRowsPerBlock; ++r) block.set(r, ProductRow{}, vector);
  block.encode();
  const PreparedQuery query(vector, shape);
  for (const ScanKernels& kernels : usable_kernels()) {
    CAPTURE(kernels.name);
    CHECK(kernels.head_reaches(block.view(), query.scan(), 8192.0F) == ~std::uint64_t{0});
    for (std::size_t quarter = 0; quarter < kQuarters; ++quarter) {
      CHECK(kernels.quarter_reaches(block.view(), query.scan(), quarter, 8192.0F) == 0xFFFF);
      CHECK(kernels.quarter_reaches(block.view(), query.scan(), quarter, 8193.0F) == 0);
    }
  }
}
