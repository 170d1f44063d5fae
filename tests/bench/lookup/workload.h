// Vectors, queries and filters for the lookup benchmark: seeded, so that every engine and every run sees
// the same ones.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lookup/bitmap.h"

namespace suggestd::bench {

enum class Shape {
  gaussian,  // every element independent: no structure to make use of, the worst case for any shortcut
  shop,      // as factors of a shop look: groups of like products, a few strong directions, lengths that
             // grow with popularity, many products with short vectors; queries are sums of products
};

struct Workload {
  std::string name;
  std::size_t rows = 0;
  std::size_t dim = 0;
  std::vector<float> vectors;  // rows x dim
  std::vector<float> queries;  // query_count x dim
  std::size_t query_count = 0;

  const float* query(std::size_t i) const { return queries.data() + i * dim; }
};

Workload make_workload(Shape shape, std::size_t rows, std::size_t dim, std::size_t query_count);

// Keeps `percent` of the rows, at random.
lookup::Bitmap make_filter(std::size_t rows, double percent);

}  // namespace suggestd::bench
