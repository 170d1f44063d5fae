#include "learn/attribute_prior.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "catalog/expression.h"

namespace suggestd::learn {
namespace {

constexpr std::size_t kMostWords = 60;      // of a description
constexpr std::size_t kShortestWord = 2;    // bytes
constexpr std::size_t kFewestProducts = 2;  // that have an attribute
constexpr double kTrustedBuyers = 5;        // so many make a vector count half
constexpr std::string_view kLevel = " > ";

bool is_letter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

void add_words(std::string_view text, std::size_t most, std::vector<std::string>& to) {
  for (std::size_t begin = 0; begin < text.size() && most > 0;) {
    if (!is_letter(text[begin])) {
      ++begin;
      continue;
    }
    std::size_t end = begin;
    while (end < text.size() && is_letter(text[end])) ++end;
    if (end - begin >= kShortestWord) {
      to.push_back("word " + lower(text.substr(begin, end - begin)));
      --most;
    }
    begin = end;
  }
}

void add_categories(const Product& product, std::vector<std::string>& to) {
  for (const std::string& path : product.categories) {
    for (std::size_t at = path.find(kLevel); at != std::string::npos; at = path.find(kLevel, at + 1))
      to.push_back("category " + path.substr(0, at));
    to.push_back("category " + path);
  }
}

void add_properties(const Product& product, std::vector<std::string>& to) {
  if (product.properties.empty()) return;
  for (const auto& [name, value] : catalog::values_by_name(product.properties)) {
    if (!value.text.empty()) to.push_back(fmt::format("{} {}", name, value.text));
  }
}

}  // namespace

std::vector<std::string> attributes_of(const Product& product) {
  std::vector<std::string> attributes;
  add_categories(product, attributes);
  if (!product.brand.empty()) attributes.push_back("brand " + lower(product.brand));
  if (product.price && product.price->minor > 0) {
    const double band = std::floor(2 * std::log2(static_cast<double>(product.price->minor)));
    attributes.push_back(fmt::format("price {} {:.0f}", product.price->currency.code(), band));
  }
  add_words(product.title, kMostWords, attributes);
  add_words(product.description, kMostWords, attributes);
  add_properties(product, attributes);
  std::sort(attributes.begin(), attributes.end());
  attributes.erase(std::unique(attributes.begin(), attributes.end()), attributes.end());
  return attributes;
}

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
