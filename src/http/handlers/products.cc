#include "http/handlers/products.h"

#include "http/handlers/reading.h"
#include "http/handlers/writing.h"
#include "http/terms.h"
#include "records/product_json.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

using shop::RecordKind;

Result<Response> post_products(const Request& request, Services&) {
  if (request.ndjson)
    return write_lines(request, RecordKind::products, request.terms->durability.products, line_rule(request));
  if (request.flag("merge"))
    return invalid("merge is for NDJSON; send one product with PATCH /v1/products/{product_id}");
  auto product = parse_product(request.body, {}, request.shop->settings()->currency);
  if (!product) return product.error();
  const std::string id = product->product_id;
  return write_one(request, RecordKind::products, id, PutProduct{*std::move(product)},
                   request.terms->durability.products);
}

Result<Response> put_product(const Request& request, Services&) {
  const std::string_view id = request.path_value("product_id");
  auto product = parse_product(request.body, id, request.shop->settings()->currency);
  if (!product) return product.error();
  return write_one(request, RecordKind::products, id, PutProduct{*std::move(product)},
                   request.terms->durability.products);
}

Result<Response> patch_product(const Request& request, Services&) {
  const std::string_view id = request.path_value("product_id");
  const Currency standard = request.shop->settings()->currency;
  if (Status good = check_merge_patch(request.body, id, standard); !good) return std::move(good).error();
  return write_one(request, RecordKind::products, id,
                   PatchProduct{std::string(id), std::string(request.body), standard},
                   request.terms->durability.products);
}

Result<Response> delete_product(const Request& request, Services&) {
  const std::string_view id = request.path_value("product_id");
  return write_one(request, RecordKind::products, id, DeleteProduct{std::string(id)},
                   request.terms->durability.products);
}

Result<Response> get_product(const Request& request, Services&) {
  const Position head = request.shop->head();
  const auto stored = request.shop->product(request.path_value("product_id"));
  if (!stored) return stored.error();
  return record_response(request, head, stored->last, to_json(stored->product));
}

Route product_route(std::string_view method, std::string_view path, std::string_view summary,
                    Handler handler) {
  Route route{.method = method, .path = path, .tag = "Products", .summary = summary};
  route.scope = method == "GET" ? Scope::read : Scope::ingest;
  route.shop_needed = true;
  route.response_schema = method == "GET" ? "Product" : "Written";
  route.log_place = method == "GET" ? LogPlace::records : LogPlace::written;
  route.tagged = method == "GET" ? Tagged::read : Tagged::written;
  route.statuses = {200, 404};
  route.handler = handler;
  return route;
}

}  // namespace

void add_product_routes(std::vector<Route>& routes) {
  Route post = product_route("POST", "/v1/products", "Creates or replaces products: many as NDJSON, or one.",
                             post_products);
  post.body = Body::json_or_ndjson;
  post.request_schema = "NewProduct";
  post.parameters = {kMergeParameter};
  post.statuses = {200, 201};
  post.idempotency_key = IdempotencyKey::kept;
  routes.push_back(post);

  Route put =
      product_route("PUT", "/v1/products/{product_id}", "Creates or replaces a product.", put_product);
  put.body = Body::json;
  put.request_schema = "Product";
  put.statuses = {200, 201};
  routes.push_back(put);

  Route patch =
      product_route("PATCH", "/v1/products/{product_id}",
                    "Changes the fields that are named (JSON merge patch); null removes one.", patch_product);
  patch.body = Body::json;
  patch.request_schema = "ProductPatch";
  patch.request_type = "application/merge-patch+json";
  routes.push_back(patch);

  routes.push_back(product_route("GET", "/v1/products/{product_id}", "A product as it is now.", get_product));
  routes.push_back(product_route("DELETE", "/v1/products/{product_id}",
                                 "Takes a product out of the catalogue; it is gone from the next list.",
                                 delete_product));
}

}  // namespace suggestd::http
