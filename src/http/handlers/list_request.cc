#include "http/handlers/list_request.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "base/ids.h"
#include "base/json_tree.h"
#include "http/limits.h"
#include "recommend/limits.h"
#include "recommend/request_fields.h"
#include "records/json_reader.h"

namespace suggestd::http {
namespace {

using recommend::ListKind;

constexpr std::int64_t kMaxLimit = 1000;

// --- Fields that the records' reader has no word for

void read_fraction(ObjectReader& in, std::string_view name, double& value) {
  const Json* found = in.field(name, Need::optional);
  if (found == nullptr) return;
  if (!found->is_number() || found->get<double>() < 0 || found->get<double>() > 1)
    return in.bad(name, fmt::format("must be a number from 0 to 1, not {}", json_text(*found)));
  value = found->get<double>();
}

void read_limit(ObjectReader& in, std::optional<std::size_t>& value) {
  std::optional<std::int64_t> limit;
  in.whole("limit", limit);
  if (!limit) return;
  if (*limit < 1 || *limit > kMaxLimit)
    return in.bad("limit", fmt::format("must be 1 to {}, not {}", kMaxLimit, *limit));
  value = static_cast<std::size_t>(*limit);
}

void read_kind(ObjectReader& in, recommend::Request& request) {
  std::string name;
  in.text("list", name);
  if (name.empty()) return;
  if (const auto kind = recommend::parse_list_kind(name)) {
    request.list = *kind;
    request.list_named = true;
    return;
  }
  in.bad("list", recommend::no_such_list(name));
}

void read_fallbacks(ObjectReader& in, std::optional<std::vector<ListKind>>& fallbacks) {
  const Json* names = in.array("fallbacks", Need::optional);
  if (names == nullptr) return;
  fallbacks.emplace();
  for (const Json& name : *names) {
    const auto kind = name.is_string() ? recommend::parse_list_kind(name.get<std::string>()) : std::nullopt;
    if (!kind || !recommend::may_stand_in(*kind))
      return in.bad("fallbacks", fmt::format("{} is no list that can stand in", json_text(name)));
    // Each once: a second time it has nothing left to give.
    if (std::find(fallbacks->begin(), fallbacks->end(), *kind) == fallbacks->end())
      fallbacks->push_back(*kind);
  }
}

void read_properties(ObjectReader& in, std::string& value) {
  const Json* found = in.field("properties", Need::optional);
  if (found == nullptr) return;
  if (found->is_string()) {
    value = found->get<std::string>();
    return;
  }
  if (!found->is_array()) return in.bad("properties", "must be a comma list, \"*\", or an array of names");
  std::set<std::string_view> names;
  for (const Json& name : *found) {
    if (!name.is_string()) return in.bad("properties", "must be names");
    const auto& text = name.get_ref<const std::string&>();
    if (!names.insert(text).second) continue;
    if (!value.empty()) value += ',';
    value += text;
    if (names.size() > limits::kWantedProperties.most)
      return in.bad("properties", fmt::format("has more than {} names", limits::kWantedProperties.most));
  }
}

void read_context(ObjectReader& in, recommend::Context& context) {
  const Json* found = in.field("context", Need::optional);
  if (found == nullptr || found->is_null()) return;
  if (!found->is_object())
    return in.bad("context", R"(must be an object, such as {"device":"phone","price":20})");
  context.values = catalog::values_by_name(json_text(*found));
  if (context.values.size() > limits::kContextNames.most)
    in.bad("context", fmt::format("has {} names; at most {} are taken", context.values.size(),
                                  limits::kContextNames.most));
}

void read_candidates(ObjectReader& in, std::string_view name, std::vector<std::string>& values) {
  in.ids(name, values);
  if (values.size() > limits::kCandidates.most)
    in.bad(name,
           fmt::format("has {} products; at most {} are taken", values.size(), limits::kCandidates.most));
}

// Reads "P1", or {"product_id": "P1", "weight": 2}.
void read_basket_item(const Json& item, const std::string& pointer, FieldErrors& errors,
                      std::vector<recommend::BasketItem>& basket) {
  recommend::BasketItem read;
  if (item.is_string()) {
    read.product_id = item.get<std::string>();
    if (const Status good = check_id(read.product_id); !good) errors.add(pointer, good.error().message());
  } else if (!item.is_object()) {
    return errors.add(pointer, "must be a product's id, or an object with product_id and weight");
  } else {
    ObjectReader in(item, pointer, errors);
    in.id("product_id", Need::required, read.product_id);
    const Json* weight = in.field("weight", Need::optional);
    if (weight != nullptr && !weight->is_number()) in.bad("weight", "must be a number");
    if (weight != nullptr && weight->is_number()) read.weight = weight->get<double>();
    if (std::fabs(read.weight) > static_cast<double>(limits::kBasketWeight.most))
      in.bad("weight", fmt::format("must be -{0} to {0}, not {1}", limits::kBasketWeight.most, read.weight));
    in.finish();
  }
  basket.push_back(std::move(read));
}

void read_basket(ObjectReader& in, FieldErrors& errors, std::vector<recommend::BasketItem>& basket) {
  const Json* items = in.array("basket", Need::optional);
  if (items == nullptr) return;
  if (items->size() > limits::kBasket.most)
    return in.bad("basket",
                  fmt::format("has {} items; at most {} are taken", items->size(), limits::kBasket.most));
  for (std::size_t i = 0; i < items->size(); ++i)
    read_basket_item((*items)[i], fmt::format("{}/{}", in.pointer_to("basket"), i), errors, basket);
}

// --- One list, and the body

void read_list(ObjectReader& in, WantedList& list) {
  recommend::Request& request = list.request;
  read_kind(in, request);
  in.text("scenario", list.scenario);
  in.id("product_id", Need::optional, request.product_id);
  read_candidates(in, "candidates", request.candidates);
  read_candidates(in, "exclude", request.exclude);
  read_limit(in, request.limit);
  in.text("filter", request.filter);
  in.text("booster", request.booster);
  recommend::read_choice(in, "include_bought", request.include_bought);
  recommend::read_choice(in, "include_cart", request.include_cart);
  recommend::read_variants(in, "variants", request.variants);
  read_context(in, request.context);
  in.text("category", request.category);
  read_properties(in, list.properties);
  read_fallbacks(in, request.fallbacks);
  read_fraction(in, "diversity", request.diversity);
  read_fraction(in, "rotation", request.rotation);
  in.flag("trace", request.trace);
  in.text("why_not", request.why_not);
}

void read_lists(const Json& lists, const WantedList& common, ObjectReader& in, FieldErrors& errors,
                ListBody& body) {
  body.several = true;
  if (lists.empty() || lists.size() > limits::kLists.most)
    return in.bad("lists",
                  fmt::format("has {} entries; 1 to {} are taken", lists.size(), limits::kLists.most));
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const std::string pointer = fmt::format("/lists/{}", i);
    if (!lists[i].is_object()) {
      errors.add(pointer, "must be an object");
      continue;
    }
    WantedList list = common;
    ObjectReader entry(lists[i], pointer, errors);
    read_list(entry, list);
    entry.finish();
    body.lists.push_back(std::move(list));
  }
}

}  // namespace

Result<ListBody> parse_list_body(std::string_view json, Timestamp now) {
  const auto parsed = parse_json(json);
  if (!parsed) return parsed.error();
  if (!parsed->root().is_object()) return invalid_field("", "must be a JSON object");
  FieldErrors errors;
  ObjectReader in(parsed->root(), "", errors);
  WantedList common;
  common.request.now = now;
  in.id("user_id", Need::optional, common.request.user_id);
  in.id("anonymous_id", Need::optional, common.request.anonymous_id);
  read_basket(in, errors, common.request.basket);
  read_list(in, common);
  ListBody body;
  if (const Json* lists = in.array("lists", Need::optional)) {
    read_lists(*lists, common, in, errors, body);
  } else {
    body.lists.push_back(std::move(common));
  }
  in.finish();
  if (errors.any()) return errors.error();
  return body;
}

}  // namespace suggestd::http
