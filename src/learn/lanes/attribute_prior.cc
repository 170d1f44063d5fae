#include "learn/lanes/attribute_prior.h"

#include <algorithm>
#include <utility>

namespace suggestd::learn {
namespace {

constexpr std::size_t kFewestProducts = 2;  // that have an attribute
constexpr double kTrustedBuyers = 5;        // with this many a vector counts half

}  // namespace

AttributePrior::AttributePrior(std::vector<std::string> names) : names_(std::move(names)) {
  for (std::size_t i = 0; i < names_.size(); ++i) numbers_.emplace(names_[i], static_cast<std::uint32_t>(i));
}

AttributePrior AttributePrior::fit(std::span<const SoldProduct> products, std::size_t dim,
                                   std::size_t threads) {
  std::map<std::string, std::size_t> counts;
  for (const SoldProduct& sold : products) {
    for (std::string& attribute : attributes_of(*sold.product)) ++counts[std::move(attribute)];
  }
  std::erase_if(counts, [](const auto& entry) { return entry.second < kFewestProducts; });
  std::vector<std::pair<std::size_t, std::string>> order;
  for (const auto& [name, count] : counts) order.emplace_back(count, name);
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  order.resize(std::min(order.size(), kMostAttributes));
  std::vector<std::string> names;
  for (auto& [count, name] : order) names.push_back(std::move(name));
  std::sort(names.begin(), names.end());

  AttributePrior prior(std::move(names));
  std::vector<model::DescribedVector> described;
  for (const SoldProduct& sold : products) {
    std::vector<std::uint32_t> known = prior.known(*sold.product);
    if (known.empty()) continue;
    const auto buyers = static_cast<double>(sold.buyers);
    described.push_back(
        {std::move(known), sold.vector.data(), static_cast<float>(buyers / (buyers + kTrustedBuyers))});
  }
  prior.regression_ = model::AttributeRegression::fit(described, prior.names_.size(), dim, {}, threads);
  return prior;
}

AttributePrior AttributePrior::restored(std::vector<std::string> names, std::vector<float> rows,
                                        std::size_t dim) {
  AttributePrior prior(std::move(names));
  prior.regression_ = model::AttributeRegression::restored(std::move(rows), dim);
  return prior;
}

std::vector<std::uint32_t> AttributePrior::known(const Product& product) const {
  std::vector<std::uint32_t> numbers;
  for (const std::string& attribute : attributes_of(product)) {
    if (const auto found = numbers_.find(attribute); found != numbers_.end())
      numbers.push_back(found->second);
  }
  return numbers;
}

std::vector<float> AttributePrior::predict(const Product& product) const {
  const std::vector<std::uint32_t> attributes = known(product);
  return attributes.empty() ? std::vector<float>{} : regression_.predict(attributes);
}

}  // namespace suggestd::learn
