// Where a product's vector will be, from the catalogue alone (model/attribute_regression.h).
//
// Attributes  each level of its categories, brand, price band (two to each doubling), words of title and
//             description, and properties that are texts; only those that two products or more have that
//             sell, the most frequent kMostAttributes.
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

#include "model/attribute_regression.h"
#include "records/product.h"

namespace suggestd::learn {

inline constexpr std::size_t kMostAttributes = 20'000;

// As texts, each once, ascending: "category Kitchen > Tea", "word teapot", "price GBP 12".
std::vector<std::string> attributes_of(const Product& product);

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
  // For the checkpoint: an attribute and what it adds, by number.
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
