#include "model/factors/attribute_regression.h"

#include <catch2/catch.hpp>
#include <random>

namespace suggestd::model {
namespace {

constexpr std::size_t kDim = 20;  // more than one slice, the last one short

// Vectors that are a linear map of three attributes of thirty, plus a little noise.
struct Invented {
  Invented() {
    std::mt19937 random(5);
    std::normal_distribution<float> normal;
    std::vector<std::vector<float>> map(30, std::vector<float>(kDim));
    for (auto& row : map) {
      for (float& value : row) value = normal(random);
    }
    for (std::size_t i = 0; i < 400; ++i) {
      const std::uint32_t first = static_cast<std::uint32_t>(random() % 10);
      attributes.push_back({first, 10 + static_cast<std::uint32_t>(random() % 10),
                            20 + static_cast<std::uint32_t>(random() % 10)});
      std::vector<float> vector(kDim);
      for (const std::uint32_t a : attributes.back()) {
        for (std::size_t d = 0; d < kDim; ++d) vector[d] += map[a][d];
      }
      for (float& value : vector) value += 0.01F * normal(random);
      vectors.push_back(vector);
    }
  }
  // The regression of all products but the last `kept_aside`.
  AttributeRegression fit(std::size_t threads, std::size_t kept_aside) const {
    std::vector<DescribedVector> products;
    for (std::size_t i = 0; i + kept_aside < vectors.size(); ++i)
      products.push_back({attributes[i], vectors[i].data(), 1});
    return AttributeRegression::fit(products, 30, kDim, {0.01, 60}, threads);
  }
  std::vector<std::vector<std::uint32_t>> attributes;
  std::vector<std::vector<float>> vectors;
};

TEST_CASE("a product that was never seen gets the vector that its attributes tell") {
  const Invented shop;
  const AttributeRegression regression = shop.fit(1, 50);
  for (std::size_t i = 350; i < 400; ++i) {
    const std::vector<float> predicted = regression.predict(shop.attributes[i]);
    for (std::size_t d = 0; d < kDim; ++d)
      CHECK(static_cast<double>(predicted[d]) == Approx(static_cast<double>(shop.vectors[i][d])).margin(0.1));
  }
}

TEST_CASE("any number of threads fits the same map, and it can be put back") {
  const Invented shop;
  const AttributeRegression one = shop.fit(1, 0);
  const AttributeRegression three = shop.fit(3, 0);
  std::vector<float> rows;
  for (std::size_t a = 0; a < one.attributes(); ++a) {
    CHECK(std::equal(one.row(a).begin(), one.row(a).end(), three.row(a).begin()));
    rows.insert(rows.end(), one.row(a).begin(), one.row(a).end());
  }
  const AttributeRegression back = AttributeRegression::restored(rows, kDim);
  CHECK(back.predict(shop.attributes[7]) == one.predict(shop.attributes[7]));
}

TEST_CASE("without products nothing is known, and nothing is predicted") {
  const AttributeRegression regression = AttributeRegression::fit({}, 3, kDim, {}, 1);
  for (const float value : regression.predict(std::vector<std::uint32_t>{1})) CHECK(value == 0);
}

}  // namespace
}  // namespace suggestd::model
