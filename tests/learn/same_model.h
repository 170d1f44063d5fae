// Compares two models byte for byte, and gives options that make models small.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>

#include "learn/snapshot.h"

namespace suggestd::learn {

inline ModelOptions small_options(unsigned threads = 1) {
  ModelOptions options;
  options.factors.dim = 16;
  options.factors.epochs = 4;
  options.threads = threads;
  return options;
}

inline void require_same_people(const Snapshot& a, const Snapshot& b) {
  REQUIRE(a.people.size() == b.people.size());
  for (std::uint32_t i = 0; i < a.people.size(); ++i) {
    const PersonState* left = a.person(UserRow{i});
    const PersonState* right = b.person(UserRow{i});
    const PersonState nobody;
    if (left == nullptr) left = &nobody;
    if (right == nullptr) right = &nobody;
    CHECK(a.people.id(UserRow{i}) == b.people.id(UserRow{i}));
    CHECK(left->history == right->history);
    CHECK(left->learned == right->learned);
    CHECK(left->vector == right->vector);
    CHECK(left->same_as == right->same_as);
  }
}

inline void require_same_products(const Snapshot& a, const Snapshot& b) {
  REQUIRE(a.products.size() == b.products.size());
  for (std::uint32_t i = 0; i < a.products.size(); ++i) {
    const ProductRow row{i};
    CHECK(a.products.id(row) == b.products.id(row));
    CHECK(a.product(row) == b.product(row));
    CHECK(a.catalog.contains(row) == b.catalog.contains(row));
    CHECK(std::ranges::equal(a.latest_buyers(row), b.latest_buyers(row)));
    CHECK(std::ranges::equal(a.neighbours(row), b.neighbours(row)));
    CHECK(std::ranges::equal(a.predicted(row), b.predicted(row)));
    REQUIRE(a.vectors.contains(row) == b.vectors.contains(row));
    if (a.vectors.contains(row)) CHECK(std::ranges::equal(a.vectors.row(row), b.vectors.row(row)));
  }
}

// Every name, vector, history, count and neighbour of both is the same.
inline void require_same(const Snapshot& a, const Snapshot& b) {
  require_same_people(a, b);
  require_same_products(a, b);
  REQUIRE((a.gram == nullptr) == (b.gram == nullptr));
  if (a.gram != nullptr) CHECK(a.gram->drift_from(*b.gram) == 0);
}

}  // namespace suggestd::learn
