#include "learn/facts/attributes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "catalog/expression.h"
#include "records/category_path.h"

namespace suggestd::learn {
namespace {

constexpr std::size_t kMostWords = 60;    // of a description
constexpr std::size_t kShortestWord = 2;  // bytes

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

// The facts hold a product to the limits (learn/facts/facts.cc), so its levels add up to little text.
void add_categories(const Product& product, std::vector<std::string>& to) {
  for (const std::string& path : product.categories) {
    for (const std::string& level : category_levels(path)) to.push_back("category " + level);
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

}  // namespace suggestd::learn
