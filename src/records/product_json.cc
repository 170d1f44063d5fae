#include "records/product_json.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/json_text.h"
#include "records/json_member.h"
#include "records/json_reader.h"
#include "records/json_writer.h"
#include "records/record_limits.h"

namespace suggestd {
namespace {

void read_price(ObjectReader& in, Currency standard, std::optional<Money>& price) {
  Currency currency = standard;
  Money money;
  in.currency("currency", standard.known() ? Need::optional : Need::required, currency);
  in.money("price", Need::required, currency, money);
  price = money;
}

Result<Product> read_product(const Json& body, std::string_view path_id, Currency standard) {
  Product product;
  product.product_id = path_id;
  FieldErrors errors;
  ObjectReader in(body, "", errors);
  in.id("product_id", path_id.empty() ? Need::required : Need::optional, product.product_id);
  if (!path_id.empty() && product.product_id != path_id)
    in.bad("product_id", "differs from the id in the path");
  in.text("title", product.title);
  in.text("description", product.description);
  if (body.is_object() && body.contains("price") && !body["price"].is_null()) {
    read_price(in, standard, product.price);
  } else {
    (void)in.field("price", Need::optional);
    Currency of_no_price;
    in.currency("currency", Need::optional, of_no_price);
  }
  in.whole("stock", product.stock);
  in.texts("categories", product.categories);
  for (FieldError& beyond : beyond_limits(product.categories, "/categories"))
    errors.add(std::move(beyond.pointer), std::move(beyond.detail));
  in.text("brand", product.brand);
  in.text("image", product.image);
  in.text("link", product.link);
  in.id("group_id", Need::optional, product.group_id);
  in.time("available_from", product.available_from);
  in.time("available_until", product.available_until);
  if (product.available_from && product.available_until &&
      *product.available_until <= *product.available_from)
    in.bad("available_until", "is not after `available_from`: the product would never be shown");
  in.described("properties", product.properties);
  in.flag("hidden", product.hidden);
  in.finish();
  if (errors.any()) return errors.error();
  return product;
}

void append_categories(ObjectWriter& object, const Product& product) {
  if (product.categories.empty()) return;
  std::string list;
  for (const std::string& category : product.categories) {
    list += list.empty() ? '[' : ',';
    append_json_string(list, category);
  }
  list += ']';
  object.raw_if_any("categories", list);
}

// A field of a product; it writes nothing if the product does not have it.
struct ProductField {
  std::string_view name;
  void (*append)(ObjectWriter& out, const Product& product);
};

// The fields, in the order of the API.
constexpr std::array kFields{
    ProductField{"product_id",
                 [](ObjectWriter& out, const Product& p) { out.text("product_id", p.product_id); }},
    ProductField{"title", [](ObjectWriter& out, const Product& p) { out.text_if_any("title", p.title); }},
    ProductField{"description",
                 [](ObjectWriter& out, const Product& p) { out.text_if_any("description", p.description); }},
    ProductField{"price",
                 [](ObjectWriter& out, const Product& p) {
                   if (p.price) out.money("price", *p.price);
                 }},
    ProductField{"currency",
                 [](ObjectWriter& out, const Product& p) {
                   if (p.price) out.text_if_any("currency", p.price->currency.code());
                 }},
    ProductField{"stock",
                 [](ObjectWriter& out, const Product& p) {
                   if (p.stock) out.number("stock", *p.stock);
                 }},
    ProductField{"categories", append_categories},
    ProductField{"brand", [](ObjectWriter& out, const Product& p) { out.text_if_any("brand", p.brand); }},
    ProductField{"image", [](ObjectWriter& out, const Product& p) { out.text_if_any("image", p.image); }},
    ProductField{"link", [](ObjectWriter& out, const Product& p) { out.text_if_any("link", p.link); }},
    ProductField{"group_id",
                 [](ObjectWriter& out, const Product& p) { out.text_if_any("group_id", p.group_id); }},
    ProductField{"available_from",
                 [](ObjectWriter& out, const Product& p) {
                   if (p.available_from) out.time("available_from", *p.available_from);
                 }},
    ProductField{"available_until",
                 [](ObjectWriter& out, const Product& p) {
                   if (p.available_until) out.time("available_until", *p.available_until);
                 }},
    ProductField{"properties",
                 [](ObjectWriter& out, const Product& p) { out.raw_if_any("properties", p.properties); }},
    ProductField{"hidden",
                 [](ObjectWriter& out, const Product& p) {
                   if (p.hidden) out.flag("hidden", true);
                 }},
};

}  // namespace

Result<Product> parse_product(std::string_view json, std::string_view path_id, Currency standard) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  return read_product(body->root(), path_id, standard);
}

void append_json(std::string& out, const Product& product) {
  ObjectWriter object(out);
  for (const ProductField& field : kFields) field.append(object, product);
  object.close();
}

void append_fields(std::string& out, const Product& product, std::span<const std::string> names) {
  ObjectWriter object(out);
  for (const std::string& name : names) {
    const auto* const field = std::ranges::find(kFields, name, &ProductField::name);
    const std::size_t before = out.size();
    if (field != kFields.end()) field->append(object, product);
    if (out.size() > before || product.properties.empty()) continue;
    if (const auto own = json_member(product.properties, name)) object.raw_if_any(name, *own);
  }
  object.close();
}

std::vector<std::string_view> product_field_names() {
  std::vector<std::string_view> names;
  for (const ProductField& field : kFields) names.push_back(field.name);
  return names;
}

std::string to_json(const Product& product) {
  std::string out;
  append_json(out, product);
  return out;
}

Result<Product> apply_merge_patch(const Product& product, std::string_view patch_json, Currency standard) {
  const Result<JsonDocument> patch = parse_json(patch_json);
  if (!patch) return patch.error();
  if (!patch->root().is_object())
    return invalid_field("", "must be an object: a JSON merge patch (RFC 7396)");
  Result<JsonDocument> merged = parse_json(to_json(product));
  if (!merged) return merged.error();
  merged->root().merge_patch(patch->root());
  return read_product(merged->root(), product.product_id, standard);
}

Status check_merge_patch(std::string_view patch_json, std::string_view product_id, Currency standard) {
  Product blank;
  blank.product_id = product_id;
  // A price that is good in every currency, for a patch that gives only one of the two.
  blank.price = Money{0, *Currency::parse("CLF")};
  const Result<Product> tried = apply_merge_patch(blank, patch_json, standard);
  if (!tried) return tried.error();
  return {};
}

}  // namespace suggestd
