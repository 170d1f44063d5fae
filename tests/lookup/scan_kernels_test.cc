#include "lookup/scan_kernels.h"

#include <catch2/catch.hpp>
#include <random>

#include "lookup/prepared_query.h"
#include "lookup/vector_block.h"

using namespace suggestd::lookup;

namespace {

std::vector<float> gaussian(std::mt19937& random, std::size_t count) {
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  for (float& value : values) value = normal(random);
  return values;
}

VectorBlock random_block(std::mt19937& random, VectorShape shape) {
  VectorBlock block(shape);
  for (std::size_t r = 0; r < kRowsPerBlock; ++r) block.set(r, gaussian(random, shape.dim));
  return block;
}

}  // namespace

TEST_CASE("every kernel's bound is above the score and not far above it") {
  for (const ScanKernels& kernels : usable_kernels()) {
    for (std::size_t dim = 1; dim <= 140; ++dim) {
      for (const std::size_t wide : {std::size_t{0}, std::size_t{1}, std::min(dim, std::size_t{3})}) {
        CAPTURE(kernels.name, dim, wide);
        std::mt19937 random(static_cast<unsigned>(dim));
        const VectorShape shape{dim, wide};
        const VectorBlock block = random_block(random, shape);
        const PreparedQuery query(gaussian(random, dim), shape);
        const double slack =
            0.03 * (static_cast<double>(query.scan().norm) + 1) * (std::sqrt(static_cast<double>(dim)) + 1);
        for (std::size_t r = 0; r < kRowsPerBlock; ++r) {
          const double score = kernels.dot(query.values(), block.row(r), shape.padded());
          const auto at_score = kernels.rows_at_least(block.view(), query.scan(), static_cast<float>(score));
          REQUIRE((at_score >> r & 1) == 1);
          const auto above =
              kernels.rows_at_least(block.view(), query.scan(), static_cast<float>(score + slack));
          REQUIRE((above >> r & 1) == 0);
        }
      }
    }
  }
}

TEST_CASE("the dot product has the same bits with every kernel, at any length and alignment") {
  std::mt19937 random(5);
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
  VectorBlock block(shape);
  std::vector<float> vector(shape.dim, -1.0F);
  for (std::size_t r = 0; r < kRowsPerBlock; ++r) block.set(r, vector);
  const PreparedQuery query(vector, shape);
  for (const ScanKernels& kernels : usable_kernels()) {
    CAPTURE(kernels.name);
    CHECK(kernels.rows_at_least(block.view(), query.scan(), 8192.0F) == ~std::uint64_t{0});
    CHECK(kernels.rows_at_least(block.view(), query.scan(), 8193.0F) == 0);
  }
}
