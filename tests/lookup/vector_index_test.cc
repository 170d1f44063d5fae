#include "lookup/vector_index.h"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <random>
#include <thread>

#include "seed.h"

using namespace suggestd;
using namespace suggestd::lookup;

namespace {

using Rows = std::map<std::uint32_t, std::vector<float>>;  // rows that have a vector

// The exact hits: every allowed row scored in double, sorted.
std::vector<Hit> naive_top_k(const VectorIndex& index_of, const Rows& rows, std::span<const float> query,
                             std::size_t k, const Bitmap* allowed, std::span<const ProductRow> excluded) {
  std::vector<Hit> hits;
  for (const auto& [r, vector] : rows) {
    const ProductRow row{r};
    if (allowed != nullptr && !allowed->contains(row)) continue;
    if (std::binary_search(excluded.begin(), excluded.end(), row)) continue;
    hits.push_back({row, index_of.score(query, row)});
  }
  std::sort(hits.begin(), hits.end(), better);
  hits.resize(std::min(hits.size(), k));
  return hits;
}

enum class Values { gaussian, few_distinct, wild_magnitudes, sparse, tiny };

float draw(std::mt19937& random, Values values) {
  std::normal_distribution<float> normal;
  switch (values) {
    case Values::gaussian:
      return normal(random);
    case Values::few_distinct:
      return static_cast<float>(static_cast<int>(random() % 3) - 1);  // many ties
    case Values::wild_magnitudes: {
      const int power = static_cast<int>(random() % 24) - 12;
      return normal(random) * static_cast<float>(std::pow(10.0, power));
    }
    case Values::sparse:
      return random() % 8 == 0 ? normal(random) : 0.0F;
    case Values::tiny:
      return normal(random) * 1e-38F;
  }
  return 0;
}

std::vector<float> draw_vector(std::mt19937& random, std::size_t dim, Values values) {
  std::vector<float> vector(dim);
  const float size = values == Values::wild_magnitudes ? std::fabs(draw(random, values)) : 1.0F;
  for (float& value : vector) value = std::clamp(draw(random, values) * size, -kMaxMagnitude, kMaxMagnitude);
  if (random() % 50 == 0) std::fill(vector.begin(), vector.end(), 0.0F);
  return vector;
}

Bitmap draw_filter(std::mt19937& random, std::size_t size, double density) {
  std::bernoulli_distribution member(density);
  std::vector<ProductRow> rows;
  for (std::uint32_t r = 0; r < size; ++r) {
    if (member(random)) rows.push_back(ProductRow{r});
  }
  return Bitmap::of(size, rows);
}

// Fills a builder with `count` rows, a few of them without a vector.
Rows fill(VectorIndexBuilder& builder, std::mt19937& random, std::uint32_t count, Values values) {
  Rows rows;
  for (std::uint32_t r = 0; r < count; ++r) {
    if (random() % 30 == 0) continue;
    rows[r] = draw_vector(random, builder.dim(), values);
    REQUIRE(builder.set_row(ProductRow{r}, rows[r]));
  }
  return rows;
}

void check_against_naive(const VectorIndex& built, const Rows& rows, std::mt19937& random, Values values) {
  for (const double density : {1.0, 0.5, 0.1, 0.01, 0.0}) {
    const Bitmap filter = draw_filter(random, built.size(), density);
    const std::vector<ProductRow> excluded = draw_filter(random, built.size(), 0.05).rows();
    for (const std::size_t k : {std::size_t{1}, std::size_t{20}, rows.size() + 5}) {
      const std::vector<float> query = draw_vector(random, built.dim(), values);
      REQUIRE(built.top_k(query, k, &filter, excluded) ==
              naive_top_k(built, rows, query, k, &filter, excluded));
      REQUIRE(built.top_k(query, k) == naive_top_k(built, rows, query, k, nullptr, {}));
    }
  }
}

}  // namespace

TEST_CASE("the hits are those of a full scan, for every dimension and kind of value") {
  const auto values =
      GENERATE(Values::gaussian, Values::few_distinct, Values::wild_magnitudes, Values::sparse, Values::tiny);
  std::vector<std::size_t> dims(70);
  for (std::size_t d = 0; d < 70; ++d) dims[d] = d + 1;
  dims.push_back(128);
  for (const std::size_t dim : dims) {
    CAPTURE(dim, static_cast<int>(values));
    std::mt19937 random = random_numbers(static_cast<unsigned>(dim));
    VectorIndexBuilder builder(dim);
    const Rows rows = fill(builder, random, 300, values);
    check_against_naive(builder.snapshot(), rows, random, values);
  }
}

TEST_CASE("dimensions kept wide give the same hits") {
  const auto wide = GENERATE(std::size_t{1}, std::size_t{2}, std::size_t{5}, std::size_t{9});
  for (const Values values : {Values::gaussian, Values::wild_magnitudes, Values::few_distinct}) {
    std::mt19937 random = random_numbers(7);
    VectorIndexBuilder builder(9, wide);
    const Rows rows = fill(builder, random, 1000, values);
    check_against_naive(builder.snapshot(), rows, random, values);
  }
}

TEST_CASE("a threshold leaves out only what is below it, and no row scores more than it is said to at most") {
  const auto wide = GENERATE(std::size_t{0}, std::size_t{3});
  for (const Values values :
       {Values::gaussian, Values::wild_magnitudes, Values::few_distinct, Values::tiny}) {
    std::mt19937 random = random_numbers(12);
    VectorIndexBuilder builder(48, wide);
    const Rows rows = fill(builder, random, 1000, values);
    const VectorIndex built = builder.snapshot();
    const Bitmap all = Bitmap::full(built.size());
    for (const std::size_t place : {std::size_t{0}, std::size_t{10}, std::size_t{500}}) {
      const std::vector<float> query = draw_vector(random, 48, values);
      std::vector<Hit> expected = naive_top_k(built, rows, query, rows.size(), &all, {});
      const float at_least = expected[place].score;
      std::erase_if(expected, [&](const Hit& hit) { return hit.score < at_least; });
      std::vector<Hit> hits = built.top_k(query, rows.size(), nullptr, {}, at_least);
      std::erase_if(hits, [&](const Hit& hit) { return hit.score < at_least; });
      REQUIRE(hits == expected);
      const PreparedQuery prepared(query, built.shape());
      std::vector<ProductRow> asked(built.size() + 1);  // one beyond the last too
      for (std::size_t i = 0; i < asked.size(); ++i) asked[i] = static_cast<ProductRow>(i);
      const std::vector<float> bounds = built.upper_bounds(prepared, asked);
      const float highest = built.upper_bound(prepared);
      for (const ProductRow row : asked) {
        REQUIRE(built.contains(row) == (bounds[index(row)] != kLowestScore));
        if (built.contains(row)) REQUIRE(bounds[index(row)] + 1e-36F >= built.score(query, row));
        REQUIRE(highest >= bounds[index(row)]);
      }
    }
  }
}

TEST_CASE("the score is the inner product of the vectors as given") {
  const std::vector<float> vectors{1, 2, 3, -4, 0.5F, 0.25F};
  const auto built = VectorIndex::build(vectors, 3);
  REQUIRE(built);
  const std::vector<float> query{2, 1, -1};
  CHECK(built->top_k(query, 5) == std::vector<Hit>{{ProductRow{0}, 1.0F}, {ProductRow{1}, -7.75F}});
  CHECK(std::vector(built->row(ProductRow{1}).begin(), built->row(ProductRow{1}).end()) ==
        std::vector{-4.0F, 0.5F, 0.25F});
}

TEST_CASE("equal scores come in the order of rows") {
  const std::vector<float> same(500 * 4, 0.37F);
  const auto built = VectorIndex::build(same, 4);
  REQUIRE(built);
  const std::vector<float> query{1, 2, 3, 4};
  const std::vector<Hit> hits = built->top_k(query, 200);
  REQUIRE(hits.size() == 200);
  for (std::uint32_t r = 0; r < 200; ++r) CHECK(hits[r].row == ProductRow{r});
}

TEST_CASE("versions differ by the changed rows alone and share the other blocks", "[model]") {
  std::mt19937 random = random_numbers(3);
  VectorIndexBuilder builder(12);
  Rows rows = fill(builder, random, 5000, Values::gaussian);
  VectorIndex before = builder.snapshot();
  constexpr int kChanges = 5;
  for (int version = 0; version < 10; ++version) {
    const Rows rows_before = rows;
    for (int change = 0; change < kChanges; ++change) {
      const auto row = static_cast<std::uint32_t>(random() % 5000);
      if (change == 0) {
        builder.clear_row(ProductRow{row});
        rows.erase(row);
      } else {
        rows[row] = draw_vector(random, 12, Values::gaussian);
        REQUIRE(builder.set_row(ProductRow{row}, rows[row]));
      }
    }
    const VectorIndex after = builder.snapshot();
    // A row whose length is another moves from one block to another.
    CHECK(after.shared_blocks(before) + 2 * kChanges >= after.block_count());
    for (std::uint32_t row = 0; row < after.size(); ++row)
      REQUIRE(after.contains(ProductRow{row}) == rows.contains(row));
    check_against_naive(before, rows_before, random, Values::gaussian);
    check_against_naive(after, rows, random, Values::gaussian);
    before = after;
  }
}

TEST_CASE("a vector that can't be scored is refused and the row stays as it was") {
  VectorIndexBuilder builder(2);
  REQUIRE(builder.set_row(ProductRow{3}, std::vector{1.0F, 2.0F}));
  const auto check_refused = [&](std::vector<float> vector, const std::string& message) {
    const Status set = builder.set_row(ProductRow{3}, vector);
    REQUIRE_FALSE(set);
    CHECK(set.error().kind() == ErrorKind::invalid);
    CHECK(set.error().message() == message);
  };
  check_refused({1}, "a vector of 1 dimensions where 2 are expected");
  check_refused({1, NAN}, "column 1: nan is not a finite number of at most 1e+15 in size");
  check_refused({-INFINITY, 1}, "column 0: -inf is not a finite number of at most 1e+15 in size");
  check_refused({1, 2e15F}, "column 1: 2e+15 is not a finite number of at most 1e+15 in size");
  CHECK(builder.snapshot().row(ProductRow{3})[1] == 2.0F);

  CHECK(VectorIndex::build(std::vector{1.0F, NAN}, 1).error().message() ==
        "row 1: column 0: nan is not a finite number of at most 1e+15 in size");
  CHECK_FALSE(VectorIndex::build(std::vector{1.0F}, 0));
  CHECK_FALSE(VectorIndex::build(std::vector{1.0F}, 2));
}

TEST_CASE("an index without rows has no hits") {
  CHECK(VectorIndex().top_k({}, 3).empty());
  VectorIndexBuilder builder(2);
  CHECK(builder.snapshot().top_k(std::vector{1.0F, 1.0F}, 3).empty());
  REQUIRE(builder.set_row(ProductRow{100}, std::vector{1.0F, 1.0F}));
  const VectorIndex built = builder.snapshot();
  CHECK(built.size() == 101);
  CHECK_FALSE(built.contains(ProductRow{99}));
  CHECK(built.top_k(std::vector{1.0F, 1.0F}, 3) == std::vector<Hit>{{ProductRow{100}, 2.0F}});
  CHECK(built.top_k(std::vector{1.0F, 1.0F}, 0).empty());
}

TEST_CASE("readers of older versions are not disturbed by the writer") {
  std::mt19937 random = random_numbers(8);
  VectorIndexBuilder builder(48);
  const Rows rows = fill(builder, random, 2000, Values::gaussian);
  const VectorIndex before = builder.snapshot();
  const std::vector<float> query = draw_vector(random, 48, Values::gaussian);
  const std::vector<Hit> expected = before.top_k(query, 20);
  std::atomic<bool> writing{true};
  std::atomic<int> wrong{0};
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 3; ++reader) {
    readers.emplace_back([&] {
      while (writing) {
        if (before.top_k(query, 20) != expected) ++wrong;
      }
    });
  }
  for (int version = 0; version < 100; ++version) {
    for (int change = 0; change < 20; ++change) {
      const auto row = static_cast<std::uint32_t>(random() % 2000);
      REQUIRE(builder.set_row(ProductRow{row}, draw_vector(random, 48, Values::gaussian)));
    }
    const VectorIndex dropped_at_once = builder.snapshot();
  }
  writing = false;
  for (std::thread& reader : readers) reader.join();
  CHECK(wrong == 0);
}
