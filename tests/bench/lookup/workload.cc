#include "lookup/workload.h"

#include <fmt/format.h>

#include <cmath>
#include <random>

namespace suggestd::bench {
namespace {

void fill_gaussian(std::mt19937& random, std::vector<float>& values) {
  std::normal_distribution<float> normal;
  for (float& value : values) value = normal(random);
}

// Directions lose strength as 1 / sqrt(place); products stand around the middle of one of 200 groups;
// a product's length follows a Zipf-like popularity.
void fill_shop(std::mt19937& random, Workload& workload) {
  constexpr std::size_t kGroups = 200;
  const std::size_t dim = workload.dim;
  std::normal_distribution<float> normal;
  std::uniform_real_distribution<float> uniform(0.0F, 1.0F);
  std::vector<float> strength(dim);
  for (std::size_t d = 0; d < dim; ++d) strength[d] = 1.0F / std::sqrt(static_cast<float>(d + 1));
  std::vector<float> middles(kGroups * dim);
  fill_gaussian(random, middles);
  for (std::size_t r = 0; r < workload.rows; ++r) {
    const auto group =
        static_cast<std::size_t>(static_cast<float>(kGroups) * uniform(random) * uniform(random));
    const float length = 0.15F + std::pow(uniform(random), 4.0F);
    for (std::size_t d = 0; d < dim; ++d) {
      const float place = middles[group * dim + d] + 0.8F * normal(random);
      workload.vectors[r * dim + d] = length * strength[d] * place;
    }
  }
  for (std::size_t q = 0; q < workload.query_count; ++q) {
    for (int bought = 0; bought < 5; ++bought) {
      const std::size_t r = random() % workload.rows;
      for (std::size_t d = 0; d < dim; ++d) {
        // Solving for a person divides by the strength of the directions, so that weak ones count too.
        workload.queries[q * dim + d] += workload.vectors[r * dim + d] / (strength[d] + 0.1F);
      }
    }
  }
}

}  // namespace

Workload make_workload(Shape shape, std::size_t rows, std::size_t dim, std::size_t query_count) {
  Workload workload;
  workload.name = fmt::format("{} {}k x {}", shape == Shape::shop ? "shop" : "gaussian", rows / 1000, dim);
  workload.rows = rows;
  workload.dim = dim;
  workload.query_count = query_count;
  workload.vectors.resize(rows * dim);
  workload.queries.resize(query_count * dim);
  std::mt19937 random(17);
  if (shape == Shape::shop) {
    fill_shop(random, workload);
  } else {
    fill_gaussian(random, workload.vectors);
    fill_gaussian(random, workload.queries);
  }
  return workload;
}

lookup::Bitmap make_filter(std::size_t rows, double percent) {
  std::mt19937 random(23);
  std::bernoulli_distribution keep(percent / 100);
  std::vector<std::uint64_t> words((rows + 63) / 64);
  for (std::size_t r = 0; r < rows; ++r) words[r / 64] |= std::uint64_t{keep(random)} << (r % 64);
  return lookup::Bitmap::from_words(rows, words);
}

}  // namespace suggestd::bench
