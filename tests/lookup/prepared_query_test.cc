#include "lookup/prepared_query.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "seed.h"

using namespace suggestd::lookup;

TEST_CASE("codes of both widths are the same numbers, and the norms are not too small") {
  std::mt19937 random = suggestd::random_numbers(3);
  std::normal_distribution<float> normal;
  for (const std::size_t dim : {1, 3, 4, 40, 41, 64, 67, 128}) {
    for (const std::size_t wide : {std::size_t{0}, std::size_t{1}}) {
      std::vector<float> query(dim);
      for (float& value : query) value = normal(random);
      const VectorShape shape{dim, wide};
      const PreparedQuery prepared(query, shape);
      const ScanQuery& scan = prepared.scan();
      REQUIRE(scan.head8.size() == shape.head_groups());
      REQUIRE(scan.tail8.size() == shape.tail_groups());
      std::int32_t sum = 0;
      long double norm = 0, error = 0, tail = 0;
      for (std::size_t d = 0; d < shape.coded(); ++d) {
        const bool in_head = d < shape.head();
        const std::size_t place = in_head ? d : d - shape.head();
        const auto bytes = static_cast<std::uint32_t>((in_head ? scan.head8 : scan.tail8)[place / 4]);
        const auto words = static_cast<std::uint64_t>((in_head ? scan.head16 : scan.tail16)[place / 4]);
        const auto narrow = static_cast<std::int8_t>(bytes >> (8 * (place % 4)));
        const auto broad = static_cast<std::int16_t>(words >> (16 * (place % 4)));
        REQUIRE(narrow == broad);
        sum += narrow;
        const long double x = query[d];
        norm += x * x;
        error += (x - static_cast<long double>(scan.scale) * narrow) *
                 (x - static_cast<long double>(scan.scale) * narrow);
        if (!in_head) tail += x * x;
      }
      CHECK(scan.head_offset + scan.tail_offset == 128 * sum);
      CHECK(scan.norm >= std::sqrt(norm));
      CHECK(scan.error >= std::sqrt(error));
      CHECK(scan.tail_norm >= std::sqrt(tail));
      CHECK(scan.wide.size() == wide);
    }
  }
}
