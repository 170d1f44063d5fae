#include "records/product_json.h"

#include "base/json_text.h"
#include "records/json_reader.h"
#include "records/json_writer.h"

namespace suggestd {
namespace {

void read_price(ObjectReader& in, std::optional<Money>& price) {
  Currency currency;
  Money money;
  in.currency("currency", Need::required, currency);
  in.money("price", Need::required, currency, money);
  price = money;
}

Result<Product> read_product(const Json& body, std::string_view path_id) {
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
    read_price(in, product.price);
  } else {
    (void)in.field("price", Need::optional);
    (void)in.field("currency", Need::optional);
  }
  in.whole("stock", product.stock);
  in.texts("categories", product.categories);
  in.text("brand", product.brand);
  in.text("image", product.image);
  in.text("link", product.link);
  in.id("group_id", Need::optional, product.group_id);
  in.time("available_from", product.available_from);
  in.time("available_until", product.available_until);
  in.properties("properties", product.properties);
  in.flag("hidden", product.hidden);
  in.finish();
  if (errors.any()) return errors.error();
  return product;
}

}  // namespace

Result<Product> parse_product(std::string_view json, std::string_view path_id) {
  const Result<Json> body = parse_json(json);
  if (!body) return body.error();
  return read_product(*body, path_id);
}

void append_json(std::string& out, const Product& product) {
  ObjectWriter object(out);
  object.text("product_id", product.product_id);
  object.text_if_any("title", product.title);
  object.text_if_any("description", product.description);
  if (product.price) {
    object.money("price", *product.price);
    object.text_if_any("currency", product.price->currency.code());
  }
  if (product.stock) object.number("stock", *product.stock);
  if (!product.categories.empty()) {
    object.name("categories");
    char before = '[';
    for (const std::string& category : product.categories) {
      out += before;
      append_json_string(out, category);
      before = ',';
    }
    out += ']';
  }
  object.text_if_any("brand", product.brand);
  object.text_if_any("image", product.image);
  object.text_if_any("link", product.link);
  object.text_if_any("group_id", product.group_id);
  if (product.available_from) object.time("available_from", *product.available_from);
  if (product.available_until) object.time("available_until", *product.available_until);
  object.raw_if_any("properties", product.properties);
  if (product.hidden) object.flag("hidden", true);
  object.close();
}

std::string to_json(const Product& product) {
  std::string out;
  append_json(out, product);
  return out;
}

Result<Product> apply_merge_patch(const Product& product, std::string_view patch_json) {
  const Result<Json> patch = parse_json(patch_json);
  if (!patch) return patch.error();
  if (!patch->is_object()) return invalid_field("", "must be an object: a JSON merge patch (RFC 7396)");
  Result<Json> merged = parse_json(to_json(product));
  if (!merged) return merged.error();
  merged->merge_patch(*patch);
  return read_product(*merged, product.product_id);
}

Status check_merge_patch(std::string_view patch_json, std::string_view product_id) {
  Product blank;
  blank.product_id = product_id;
  // A price that is good in every currency, for a patch that gives only one of the two.
  blank.price = Money{0, *Currency::parse("CLF")};
  const Result<Product> tried = apply_merge_patch(blank, patch_json);
  if (!tried) return tried.error();
  return {};
}

}  // namespace suggestd
