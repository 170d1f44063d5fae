#include "connect/formats/feed_item.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/json_tree.h"
#include "connect/formats/feed_values.h"
#include "connect/formats/table_text.h"

namespace suggestd::cli {
namespace {

using nlohmann::json;

// The field's place in the API's product, "" if it has none of its own.
std::string_view place_of(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kPlaces = {
      {{"id", "product_id"},
       {"title", "title"},
       {"description", "description"},
       {"link", "link"},
       {"image_link", "image"},
       {"brand", "brand"},
       {"item_group_id", "group_id"}}};
  const auto* const found =
      std::find_if(kPlaces.begin(), kPlaces.end(), [&](const auto& place) { return place.first == name; });
  return found == kPlaces.end() ? std::string_view() : found->second;
}

bool is_single(std::string_view name) {
  constexpr std::array<std::string_view, 5> kSingle = {"price", "sale_price", "sale_price_effective_date",
                                                       "availability", "expiration_date"};
  return !place_of(name).empty() || std::ranges::find(kSingle, name) != kSingle.end();
}

// Atom's names for a description, in the order of preference.
constexpr std::array<std::string_view, 2> kOtherDescriptions = {"summary", "content"};

class ItemReader {
 public:
  ItemReader(const FeedItem& item, const FeedRules& rules) : item_(item), rules_(rules) {}

  Result<FeedProduct> read() {
    for (const FeedField& field : item_) {
      if (field.text.empty() || hidden(field)) continue;
      if (Status added = add(field); !added) return std::move(added).error();
    }
    if (const std::string* id = single("id"); id == nullptr) return invalid("an item without an id");
    add_description();
    if (Status priced = add_price(); !priced) return std::move(priced).error();
    if (Status ended = add_end(); !ended) return std::move(ended).error();
    return FeedProduct{json_text(product_), zone_taken_};
  }

 private:
  // True if a field of a higher rank has the same name.
  bool hidden(const FeedField& field) const {
    return std::ranges::any_of(item_, [&](const FeedField& other) {
      return other.name == field.name && other.rank > field.rank && !other.text.empty();
    });
  }

  Status add(const FeedField& field) {
    const std::string& name = field.name;
    if (is_single(name)) {
      const auto [found, added] = singles_.try_emplace(name, field.text);
      if (!added && found->second != field.text)
        return invalid(fmt::format("has two of {}: '{}' and '{}'", name, made_visible(found->second),
                                   made_visible(field.text)));
    }
    if (const std::string_view place = place_of(name); !place.empty()) {
      product_[std::string(place)] = field.text;
    } else if (name == "availability") {
      return add_availability(field.text);
    } else if (name == "product_type" || name == "google_product_category") {
      product_["categories"].push_back(field.text);
    } else if (!is_single(name)) {
      add_property(name, field.text);
    }
    return {};
  }

  // Adds a property; one that comes several times becomes an array.
  void add_property(const std::string& name, const std::string& text) {
    json& value = product_["properties"][name];
    if (value.is_null()) {
      value = text;
    } else if (value.is_array()) {
      value.push_back(text);
    } else {
      value = json::array({value, text});
    }
  }

  Status add_availability(const std::string& text) {
    const std::optional<bool> sold = can_be_bought(text);
    if (!sold) {
      return invalid(fmt::format(
          "availability '{}' is unknown; known are in_stock, out_of_stock, preorder, backorder and the like",
          made_visible(text)));
    }
    if (!*sold) product_["stock"] = 0;
    add_property("availability", text);
    return {};
  }

  void add_description() {
    if (product_.contains("description") || !product_.contains("properties")) return;
    json& properties = product_["properties"];
    for (const std::string_view name : kOtherDescriptions) {
      const auto found = properties.find(name);
      if (found == properties.end() || !found->is_string()) continue;
      product_["description"] = *found;
      properties.erase(found);
      break;
    }
    if (properties.empty()) product_.erase("properties");
  }

  Status add_price() {
    const std::string* price = single("price");
    const std::string* sale = single("sale_price");
    const std::string* period = single("sale_price_effective_date");
    bool on_sale = sale != nullptr;
    if (period != nullptr) {
      const auto read = parse_feed_period(*period, rules_.zone);
      if (!read) return read.error().with_context("sale_price_effective_date");
      if (sale != nullptr) {
        zone_taken_ = zone_taken_ || !read->begin.zone_named || !read->end.zone_named;
        on_sale = read->begin.at <= rules_.now && rules_.now < read->end.at;
      }
    }
    for (const auto& [name, text] : {std::pair("price", price), std::pair("sale_price", sale)}) {
      if (text == nullptr) continue;
      auto read =
          parse_feed_price(*text, rules_.currency);  // the one that does not count must be right as well
      if (!read) return read.error().with_context(name);
      if ((text == sale) != on_sale) continue;
      product_["price"] = std::move(read->amount);
      product_["currency"] = std::move(read->currency);
    }
    return {};
  }

  Status add_end() {
    const std::string* text = single("expiration_date");
    if (text == nullptr) return {};
    const auto end = parse_feed_time(*text, DayEdge::end, rules_.zone);
    if (!end) return end.error().with_context("expiration_date");
    zone_taken_ = zone_taken_ || !end->zone_named;
    product_["available_until"] = to_rfc3339(end->at);
    return {};
  }

  const std::string* single(const std::string& name) const {
    const auto found = singles_.find(name);
    return found == singles_.end() ? nullptr : &found->second;
  }

  const FeedItem& item_;
  const FeedRules& rules_;
  json product_ = json::object();
  std::map<std::string, std::string> singles_;
  bool zone_taken_ = false;
};

}  // namespace

Result<FeedProduct> product_of(const FeedItem& item, const FeedRules& rules) {
  return ItemReader(item, rules).read();
}

}  // namespace suggestd::cli
