// The vector that a product is expected to have, from the catalogue alone
// (model/factors/attribute_regression.h).
//
// Attributes  those of learn/facts/attributes.h. Only attributes of at least two products with
//             buyers count, the most frequent kMostAttributes of them.
// Threads     immutable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "learn/facts/attributes.h"
#include "model/factors/attribute_regression.h"
#include "records/product.h"

namespace suggestd::learn {

inline constexpr std::size_t kMostAttributes = 20'000;

struct SoldProduct {
  const Product* product = nullptr;
  std::span<const float> vector;
  std::size_t buyers = 0;
};

class AttributePrior {
 public:
  AttributePrior() = default;  // knows nothing
  static AttributePrior fit(std::span<const SoldProduct> products, std::size_t dim, std::size_t threads);

  // Empty if nothing is known of the product's attributes.
  std::vector<float> predict(const Product& product) const;

  std::size_t size() const noexcept { return names_.size(); }
  // For the checkpoint: the name of an attribute and the vector that it adds, by number.
  const std::string& name(std::size_t attribute) const { return names_[attribute]; }
  std::span<const float> row(std::size_t attribute) const { return regression_.row(attribute); }
  static AttributePrior restored(std::vector<std::string> names, std::vector<float> rows, std::size_t dim);

 private:
  explicit AttributePrior(std::vector<std::string> names);
  std::vector<std::uint32_t> known(const Product& product) const;

  std::vector<std::string> names_;  // ascending
  std::map<std::string, std::uint32_t, std::less<>> numbers_;
  model::AttributeRegression regression_;
};

}  // namespace suggestd::learn
