#include "http/handlers/pictures.h"

#include <utility>

#include "base/secret.h"
#include "campaigns/told_list.h"
#include "http/conditional.h"
#include "http/services.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

constexpr std::string_view kKeptByReader = "private, max-age=3600";

Result<Response> get_picture(const Request& request, Services& services) {
  const auto stored = request.shop->product(request.path_value("product_id"));
  if (!stored) return stored.error();
  const std::string& address = stored->product.image;
  if (!campaigns::is_web_address(address))
    return not_found("the product has no picture with an address of the web");
  if (services.pictures == nullptr) return lead_to(address);
  auto picture = services.pictures->get(address);
  if (picture) return picture_answer(request, *std::move(picture), std::string(kKeptByReader));
  if (picture.error().kind() == ErrorKind::busy) return std::move(picture).error();
  return not_found("the product's picture can't be had: " + picture.error().message());
}

}  // namespace

Response picture_answer(const Request& request, pictures::Picture picture, const std::string& kept_by) {
  const std::string tag = to_hex(sha256(picture.bytes));
  Response response;
  if (already_known(request, tag)) {
    response = not_modified(tag);
  } else {
    add_entity_tag(response, tag);
    response.content_type = picture.type;
    response.body = std::move(picture.bytes);
  }
  response.header("Cache-Control", kept_by);
  // It is drawn and nothing else, whatever it holds beside.
  response.header("X-Content-Type-Options", "nosniff");
  response.header("Content-Security-Policy", "default-src 'none'; sandbox");
  return response;
}

Response lead_to(const std::string& address) {
  Response response;
  response.status = 302;
  response.content_type = "text/plain; charset=utf-8";
  response.header("Location", address);
  return response;
}

void add_picture_routes(std::vector<Route>& routes) {
  Route route{.method = "GET", .path = "/v1/shops/{shop}/pictures/{product_id}", .tag = "Products"};
  route.summary =
      "The picture of a product, fetched once from where the catalogue says and passed on; where the server "
      "does not "
      "pass pictures on (pictures.folder) the answer leads there.";
  open_to_readers(route);
  route.shop_needed = true;
  route.shop_in_path = true;
  route.other_type = "image/*";
  route.tagged = Tagged::read;
  route.statuses = {200, 302, 404};
  route.handler = get_picture;
  routes.push_back(route);
}

}  // namespace suggestd::http
