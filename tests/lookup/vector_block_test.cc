#include "lookup/vector_block.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

using namespace suggestd::lookup;

TEST_CASE("the stated error and norm are never too small") {
  std::mt19937 random(11);
  std::normal_distribution<float> normal;
  for (const double magnitude : {1e-44, 1e-38, 1e-31, 1e-29, 1e-3, 1.0, 1e14}) {
    for (std::size_t dim = 1; dim < 70; ++dim) {
      std::vector<float> x(dim);
      for (float& value : x) value = static_cast<float>(static_cast<double>(normal(random)) * magnitude);
      std::vector<std::int8_t> codes(dim);
      const Quantised quantised = quantise(x, codes);
      long double norm = 0, error = 0;
      for (std::size_t d = 0; d < dim; ++d) {
        const long double coded = static_cast<long double>(quantised.scale) * codes[d];
        norm += coded * coded;
        error += (x[d] - coded) * (x[d] - coded);
      }
      REQUIRE(quantised.norm >= std::sqrt(norm));
      REQUIRE(quantised.error >= std::sqrt(error));
    }
  }
}

TEST_CASE("a cleared row is all zeros and absent") {
  VectorBlock block({5, 1});
  block.set(63, std::vector<float>{1, 2, 3, 4, 5});
  CHECK(block.present() == std::uint64_t{1} << 63);
  CHECK(block.row(63)[4] == 5);
  block.clear(63);
  CHECK(block.present() == 0);
  CHECK(std::all_of(block.row(63), block.row(63) + 16, [](float value) { return value == 0; }));
}
