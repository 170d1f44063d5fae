#include "http/handlers/vectors.h"

#include "base/json_text.h"
#include "http/handlers/reading.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

Response vector_response(const shop::VectorResult& result) {
  Response response;
  JsonWriter writer(response.body);
  writer.begin_object()
      .member("dimensions", std::uint64_t{result.vector.size()})
      .member("applied", to_text(result.freshness.applied));
  writer.key("vector").begin_array();
  for (const float value : result.vector) writer.value(value);
  writer.end_array().end_object();
  add_freshness(response, result.freshness);
  return response;
}

Result<Response> get_user_vector(const Request& request, Services&) {
  const auto level = read_level(request);
  if (!level) return level.error();
  const auto result = request.shop->user_vector(request.path_value("user_id"), *level);
  if (!result) return result.error();
  return vector_response(*result);
}

Result<Response> get_product_vector(const Request& request, Services&) {
  const auto level = read_level(request);
  if (!level) return level.error();
  const auto result = request.shop->product_vector(request.path_value("product_id"), *level);
  if (!result) return result.error();
  return vector_response(*result);
}

}  // namespace

void add_vector_routes(std::vector<Route>& routes) {
  Route user{.method = "GET", .path = "/v1/users/{user_id}/vector", .tag = "Model"};
  user.summary = "A person's vector in the factorisation.";
  user.scope = Scope::read;
  user.shop_needed = true;
  user.response_schema = "Vector";
  user.log_place = LogPlace::learned;
  user.statuses = {200, 404};
  user.handler = get_user_vector;
  routes.push_back(user);

  Route product = user;
  product.path = "/v1/products/{product_id}/vector";
  product.summary = "A product's vector; its inner product with a person's is the factors' score.";
  product.handler = get_product_vector;
  routes.push_back(product);
}

}  // namespace suggestd::http
