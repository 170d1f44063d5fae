#include "lookup/vector_block.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

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

}  // namespace

TEST_CASE("the stated errors and norms are never too small") {
  std::mt19937 random(11);
  std::normal_distribution<float> normal;
  for (const double magnitude : {1e-44, 1e-38, 1e-31, 1e-29, 1e-3, 1.0, 1e14}) {
    for (const std::size_t dim : {1, 2, 3, 4, 5, 31, 40, 41, 42, 43, 44, 45, 64, 70, 128}) {
      const VectorShape shape{dim, 0};
      VectorBlock block = empty_block(shape);
      for (std::size_t r = 0; r < kRowsPerBlock; ++r) {
        std::vector<float> x(dim);
        for (float& value : x) value = static_cast<float>(static_cast<double>(normal(random)) * magnitude);
        block.set(r, ProductRow{}, x);
      }
      block.encode();
      const BlockView& view = block.view();
      for (std::size_t r = 0; r < kRowsPerBlock; ++r) {
        long double norm = 0, error = 0, tail = 0;
        for (std::size_t d = 0; d < dim; ++d) {
          const long double x = block.row(r)[d];
          const long double coded = static_cast<long double>(view.scale) * code_at(view, shape, r, d);
          norm += coded * coded;
          error += (x - coded) * (x - coded);
          if (d >= shape.head()) tail += x * x;
        }
        REQUIRE(view.norm >= std::sqrt(norm));
        REQUIRE(view.error >= std::sqrt(error));
        if (shape.has_tail()) {
          REQUIRE(static_cast<long double>(view.tail_scale) * view.tail_norm[r] >= std::sqrt(tail));
        }
      }
    }
  }
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
