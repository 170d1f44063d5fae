#include "catalog/product_values.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <utility>

#include "records/category_path.h"
#include "records/record_limits.h"

namespace suggestd::catalog {
namespace {

constexpr int kDeepestProperty = 4;

Value text_or_missing(const std::string& text) { return text.empty() ? Value{} : text_value(text); }

Value time_or_missing(const std::optional<Timestamp>& time) { return time ? time_value(*time) : Value{}; }

// Division is correctly rounded, so 85 pence and the literal 0.85 are the same double.
Value price_value(const std::optional<Money>& price) {
  if (!price) return {};
  return number_value(static_cast<double>(price->minor) / std::pow(10.0, price->currency.digits()));
}

// Each path has all its levels above it, so the text of a product's categories can grow with their square:
// paths beyond the limits are left out, even if an earlier version accepted them.
Value category_value(const std::vector<std::string>& paths) {
  std::vector<std::string> levels;
  for (const std::string& path : std::span(paths).first(std::min(paths.size(), kMaxCategories))) {
    std::vector<std::string> of_path = category_levels(path);
    std::move(of_path.begin(), of_path.end(), std::back_inserter(levels));
  }
  return levels.empty() ? Value{} : set_value(std::move(levels));
}

Value value_of(const nlohmann::json& json) {
  if (json.is_boolean()) return boolean_value(json.get<bool>());
  if (json.is_number()) return number_value(json.get<double>());
  if (json.is_string()) {
    const auto& text = json.get_ref<const std::string&>();
    if (Value time = parse_time_value(text); time.type == Type::time) return time;
    return text_or_missing(text);
  }
  const bool texts = json.is_array() && !json.empty() &&
                     std::all_of(json.begin(), json.end(), [](const auto& item) { return item.is_string(); });
  return texts ? set_value(json.get<std::vector<std::string>>()) : Value{};
}

void collect(const nlohmann::json& object, const std::string& prefix, int depth,
             std::vector<NamedValue>& out) {
  for (const auto& [name, member] : object.items()) {
    if (member.is_object()) {
      if (depth < kDeepestProperty) collect(member, prefix + name + '.', depth + 1, out);
    } else if (Value value = value_of(member); value.type != Type::missing) {
      out.push_back({prefix + name, std::move(value)});
    }
  }
}

}  // namespace

std::vector<Value> builtin_values(const Product& product) {
  const bool in_stock = !product.stock || *product.stock > 0;
  return {text_or_missing(product.product_id),
          text_or_missing(product.title),
          text_or_missing(product.description),
          price_value(product.price),
          product.price ? text_or_missing(std::string(product.price->currency.code())) : Value{},
          product.stock ? number_value(static_cast<double>(*product.stock)) : Value{},
          boolean_value(in_stock),
          category_value(product.categories),
          text_or_missing(product.brand),
          text_or_missing(product.image),
          text_or_missing(product.link),
          text_or_missing(product.group_id),
          time_or_missing(product.available_from),
          time_or_missing(product.available_until)};
}

std::vector<NamedValue> property_values(std::string_view json_object) {
  std::vector<NamedValue> out;
  if (json_object.empty()) return out;
  const auto json = nlohmann::json::parse(json_object, nullptr, /*allow_exceptions=*/false);
  if (json.is_object()) collect(json, "", 1, out);
  return out;
}

Value json_value(std::string_view json) {
  const auto parsed = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
  return parsed.is_discarded() ? Value{} : value_of(parsed);
}

}  // namespace suggestd::catalog
