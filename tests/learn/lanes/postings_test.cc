#include "learn/lanes/postings.h"

#include <fmt/format.h>
#include <catch2/catch.hpp>
#include <random>
#include <utility>

namespace suggestd::learn {
namespace {

constexpr std::size_t kProducts = 9'000;  // of several parts
constexpr std::uint32_t kPeople = 300;

LearnedRow some_products(std::mt19937& random) {
  LearnedRow row;
  std::uniform_int_distribution<std::uint32_t> step(1, 400);
  std::uniform_real_distribution<float> confidence(1, 8);
  for (std::uint32_t product = step(random); product < kProducts; product += step(random)) {
    row.columns.push_back(product);
    row.confidences.push_back(confidence(random));
  }
  return row;
}

TEST_CASE("filling is setting each pair") {
  std::mt19937 random(11);
  People people;
  Postings set;
  set.grow(kProducts);
  for (std::uint32_t user = 0; user < kPeople; ++user) {
    PersonRecord record;
    record.key = fmt::format("u{}", user);
    if (user % 7 != 0) record.learned = some_products(random);
    for (std::size_t i = 0; i < record.learned.columns.size(); ++i) {
      set.set(ProductRow{record.learned.columns[i]}, UserRow{user}, record.learned.confidences[i]);
    }
    people.restore(std::move(record));
  }
  Postings filled;
  filled.grow(kProducts);
  filled.fill(people, 2);
  CHECK(filled.pairs() == set.pairs());
  for (std::uint32_t product = 0; product < kProducts; ++product) {
    if (!(filled.people_of(ProductRow{product}) == set.people_of(ProductRow{product})))
      FAIL("product " << product);
  }
}

}  // namespace
}  // namespace suggestd::learn
