#include "lookup/vector_block.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "seed.h"

using namespace suggestd::lookup;
using suggestd::ProductRow;

namespace {

VectorBlock empty_block(VectorShape shape) { return {shape, std::make_shared<const CodePools>(shape)}; }

// The code of row r in dimension d, found by the layout that scan_kernels.h tells.
int code_at(const BlockView& view, VectorShape shape, std::size_t r, std::size_t d) {
  const bool in_head = d < shape.head();
  const std::uint8_t* part = in_head ? view.head : view.tail;
  const std::size_t groups = in_head ? shape.head_groups() : shape.tail_groups();
  const std::size_t place = in_head ? d : d - shape.head();
  return part[(r / 16 * groups + place / 4) * 64 + r % 16 * 4 + place % 4] - 128;
}

std::vector<float> draw(std::mt19937& random, std::size_t dim, double magnitude) {
  std::normal_distribution<float> normal;
  std::vector<float> x(dim);
  for (float& value : x) value = static_cast<float>(static_cast<double>(normal(random)) * magnitude);
  return x;
}

// Checks that the bounds of BlockView are true of each row.
void require_bounds(const VectorBlock& block, VectorShape shape) {
  const BlockView& view = block.view();
  for (std::size_t r = 0; r < kRowsPerBlock; ++r) {
    long double norm = 0, error = 0, tail = 0, length = 0;
    for (std::size_t d = 0; d < shape.coded(); ++d) {
      const long double x = block.row(r)[d];
      const long double coded = static_cast<long double>(view.scale) * code_at(view, shape, r, d);
      norm += coded * coded;
      error += (x - coded) * (x - coded);
      length += x * x;
      if (d >= shape.head()) tail += x * x;
    }
    REQUIRE(view.norm >= std::sqrt(norm));
    REQUIRE(view.error >= std::sqrt(error));
    REQUIRE(view.length >= std::sqrt(length));
    if (shape.has_tail())
      REQUIRE(static_cast<long double>(view.tail_scale) * view.tail_norm[r] >= std::sqrt(tail));
    for (std::size_t w = 0; w < shape.wide; ++w) {
      const float value = block.row(r)[shape.coded() + w];
      REQUIRE(view.wide[w * kRowsPerBlock + r] == value);
      if ((block.present() >> r & 1) == 0) continue;
      REQUIRE(view.wide_range[2 * w] <= value);
      REQUIRE(view.wide_range[2 * w + 1] >= value);
    }
  }
}

}  // namespace

TEST_CASE("the stated errors and norms are never too small") {
  std::mt19937 random = suggestd::random_numbers(11);
  for (const double magnitude : {1e-44, 1e-38, 1e-31, 1e-29, 1e-3, 1.0, 1e14}) {
    for (const std::size_t dim : {1, 2, 3, 4, 5, 31, 40, 41, 42, 43, 44, 45, 64, 70, 128}) {
      const VectorShape shape{dim, 0};
      VectorBlock block = empty_block(shape);
      for (std::size_t r = 0; r < kRowsPerBlock; ++r)
        block.set(r, ProductRow{}, draw(random, dim, magnitude));
      block.encode();
      require_bounds(block, shape);
    }
  }
}

TEST_CASE("the bounds hold while rows come, change and go one by one") {
  std::mt19937 random = suggestd::random_numbers(12);
  for (const VectorShape shape : {VectorShape{7, 2}, VectorShape{64, 0}, VectorShape{132, 4}}) {
    VectorBlock block = empty_block(shape);
    block.set(0, ProductRow{}, draw(random, shape.dim, 1));
    for (int round = 0; round < 400; ++round) {
      const std::size_t r = random() % kRowsPerBlock;
      const double magnitude = std::exp2(static_cast<double>(random() % 20) - 12);
      if (random() % 5 == 0)
        block.clear(r);
      else
        block.set(r, ProductRow{}, draw(random, shape.dim, magnitude));
      if (random() % 3 != 0) continue;  // sometimes several rows at once
      block.encode();
      require_bounds(block, shape);
    }
  }
}

TEST_CASE("bounds that many changes have left wide are drawn in again") {
  const VectorShape shape{64, 1};
  VectorBlock block = empty_block(shape);
  block.set(0, ProductRow{}, std::vector<float>(64, 1000.0F));
  block.encode();
  for (int change = 0; change < 100; ++change) {
    block.set(0, ProductRow{}, std::vector<float>(64, 1.0F));
    block.encode();
  }
  CHECK(block.view().scale < 0.01F);
  CHECK(block.view().length < 8.1F);
  CHECK(block.view().wide_range[1] == 1.0F);
}

TEST_CASE("a copy has codes of its own") {
  VectorBlock block = empty_block({50, 2});
  block.set(5, ProductRow{}, std::vector<float>(50, 1.0F));
  block.encode();
  VectorBlock copy(block);
  copy.set(5, ProductRow{}, std::vector<float>(50, -1.0F));
  copy.encode();
  CHECK(code_at(block.view(), {50, 2}, 5, 0) == 127);
  CHECK(code_at(copy.view(), {50, 2}, 5, 0) == -127);
  CHECK(block.view().wide[5] == 1.0F);
  CHECK(copy.view().wide[64 + 5] == -1.0F);
}

TEST_CASE("a cleared row is all zeros and absent") {
  VectorBlock block = empty_block({5, 1});
  block.set(63, ProductRow{}, std::vector<float>{1, 2, 3, 4, 5});
  CHECK(block.present() == std::uint64_t{1} << 63);
  CHECK(block.row(63)[4] == 5);
  block.clear(63);
  CHECK(block.present() == 0);
  CHECK(std::all_of(block.row(63), block.row(63) + 16, [](float value) { return value == 0; }));
}
