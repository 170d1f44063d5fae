#include "lookup/bitmap.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "seed.h"

using namespace suggestd;
using namespace suggestd::lookup;

namespace {

Bitmap random_bitmap(std::mt19937& random, std::size_t size, double density) {
  std::bernoulli_distribution member(density);
  BitmapBuilder builder;
  builder.grow(size);
  for (std::uint32_t r = 0; r < size; ++r) builder.set(ProductRow{r}, member(random));
  return builder.snapshot();
}

}  // namespace

TEST_CASE("set algebra agrees row by row, also for different sizes") {
  std::mt19937 random = random_numbers(1);
  for (const auto& [m, n] :
       {std::pair<std::size_t, std::size_t>{0, 0}, {1, 0}, {64, 63}, {65, 200}, {5000, 4096}, {9001, 9001}}) {
    const Bitmap a = random_bitmap(random, m, 0.4);
    const Bitmap b = random_bitmap(random, n, 0.7);
    const Bitmap both = a & b, either = a | b, only_a = a - b, not_a = a.complement(m);
    const std::size_t size = std::max(m, n);
    CHECK(both.size() == size);
    CHECK(not_a.size() == m);
    std::size_t count = 0;
    for (std::uint32_t r = 0; r < size + 100; ++r) {
      const ProductRow row{r};
      const bool in_a = a.contains(row), in_b = b.contains(row);
      REQUIRE(both.contains(row) == (in_a && in_b));
      REQUIRE(either.contains(row) == (in_a || in_b));
      REQUIRE(only_a.contains(row) == (in_a && !in_b));
      REQUIRE(not_a.contains(row) == (r < m && !in_a));
      count += either.contains(row) ? 1 : 0;
    }
    CHECK(either.count() == count);
    CHECK(either.empty() == (count == 0));
    CHECK(either.rows().size() == count);
  }
}

TEST_CASE("a reader tells what the set tells, in any order of rows") {
  std::mt19937 random = random_numbers(5);
  const Bitmap set = random_bitmap(random, 9001, 0.5);
  BitmapReader reader(set);
  for (std::uint32_t r = 0; r < 9100; ++r)
    REQUIRE(reader.contains(ProductRow{r}) == set.contains(ProductRow{r}));
  std::uniform_int_distribution<std::uint32_t> any(0, 9100);
  for (int i = 0; i < 1000; ++i) {
    const ProductRow row{any(random)};
    REQUIRE(reader.contains(row) == set.contains(row));
  }
}

TEST_CASE("full holds exactly the rows below its size") {
  for (const std::size_t size : {0, 1, 63, 64, 65, 4096, 4097, 10000}) {
    const Bitmap full = Bitmap::full(size);
    CHECK(full.count() == size);
    CHECK_FALSE(full.contains(ProductRow{static_cast<std::uint32_t>(size)}));
    CHECK(full == Bitmap::none(size).complement(size));
  }
}

TEST_CASE("words beyond the size are cut") {
  const std::vector<std::uint64_t> words(3, ~std::uint64_t{0});
  CHECK(Bitmap::from_words(70, words) == Bitmap::full(70));
  CHECK(Bitmap::from_words(400, words).count() == 192);
}

TEST_CASE("rows come out ascending whatever the order they were given in") {
  const std::vector<ProductRow> given{ProductRow{900}, ProductRow{2}, ProductRow{64}, ProductRow{2}};
  CHECK(Bitmap::of(1000, given).rows() == std::vector{ProductRow{2}, ProductRow{64}, ProductRow{900}});
}

TEST_CASE("random changes and versions agree with a std::set", "[model]") {
  std::mt19937 random = random_numbers(2);
  std::uniform_int_distribution<std::uint32_t> any_row(0, 9999);
  BitmapBuilder builder;
  std::set<std::uint32_t> model;
  std::vector<std::pair<Bitmap, std::set<std::uint32_t>>> versions;
  for (int step = 0; step < 4000; ++step) {
    const std::uint32_t row = any_row(random);
    const bool member = random() % 2 == 0;
    builder.set(ProductRow{row}, member);
    if (member) model.insert(row);
    if (!member) model.erase(row);
    if (step % 400 == 0) versions.emplace_back(builder.snapshot(), model);
    if (step % 1000 == 0) builder = BitmapBuilder(builder.snapshot());
  }
  for (const auto& [bitmap, expected] : versions) {
    std::set<std::uint32_t> found;
    bitmap.for_each([&](ProductRow row) { found.insert(index(row)); });
    CHECK(found == expected);
  }
}
