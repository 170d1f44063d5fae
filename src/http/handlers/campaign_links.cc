#include "http/handlers/campaign_links.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "base/log.h"
#include "base/metrics.h"
#include "campaigns/run_book.h"
#include "campaigns/told_list.h"
#include "campaigns/tracked_link.h"
#include "http/handlers/pictures.h"
#include "http/problem.h"
#include "http/services.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

// A transparent picture of one pixel, GIF89a: header, screen of 1 x 1 with two colours, the first transparent, image.
constexpr std::array<unsigned char, 43> kPixel = {
    'G', 'I', 'F', '8', '9', 'a',  1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x21, 0xF9, 4,
    1,   0,   0,   0,   0,   0x2C, 0, 0, 0, 0, 1,    0, 1, 0, 0, 2, 2,    0x44, 1,    0,    0x3B};

Response pixel() {
  Response response;
  response.content_type = "image/gif";
  response.body.assign(kPixel.begin(), kPixel.end());
  return response;
}

Response unknown_link() {
  return problem_response(404, "this link is not known here, or what it belongs to was deleted");
}

std::shared_ptr<shop::Shop> shop_of(ShopId id, const Services& services) {
  for (auto& shop : services.all_shops()) {
    if (shop->id() == id) return shop;
  }
  return nullptr;
}

// A HEAD is a look at the link, by a program that guards a mailbox, and not at the product.
Result<std::optional<campaigns::GivenList>> note(const Request& request, Services& services,
                                                 const campaigns::LinkTarget& target) {
  campaigns::RunBook runs(*services.store, target.shop);
  const campaigns::RunName run{target.campaign, target.run};
  if (request.method == "HEAD") return runs.list_of(run, target.user_id);
  auto list = runs.note_touch(run, target.user_id, target.place);
  if (!list) {  // a full disk, most often: the reader of the mail is led on all the same
    log_warning("an opened mail or a followed link could not be noted", {{"error", list.error().message()}});
    return runs.list_of(run, target.user_id);
  }
  if (*list)
    counter("suggestd_campaign_touches_total", {{"kind", target.place == 0 ? "open" : "click"}}).add();
  return list;
}

Response not_offered() { return problem_response(410, "this product is not offered any more"); }

Result<Response> follow_link(const Request& request, Services& services,
                             const campaigns::LinkTarget& target) {
  const std::shared_ptr<shop::Shop> shop = shop_of(target.shop, services);
  if (shop == nullptr) return unknown_link();
  const auto list = note(request, services, target);
  if (!list) return list.error();
  if (!*list || target.place > (*list)->products.size()) return unknown_link();
  if (target.place == 0) return pixel();
  const auto snapshot = shop->snapshot();
  const Product* const product = campaigns::told_product(*snapshot, (*list)->products[target.place - 1]);
  if (product == nullptr || !campaigns::is_web_address(product->link)) return not_offered();
  return lead_to(product->link);
}

// A mail shows its pictures as long as they are anywhere: what can't be passed on is led to.
Result<Response> show_picture(const Request& request, Services& services,
                              const campaigns::PictureTarget& target) {
  const std::shared_ptr<shop::Shop> shop = shop_of(target.shop, services);
  if (shop == nullptr) return unknown_link();
  const auto stored = shop->product(target.product_id);
  if (!stored || !campaigns::is_web_address(stored->product.image)) return not_offered();
  const std::string& address = stored->product.image;
  if (services.pictures == nullptr) return lead_to(address);
  auto picture = services.pictures->get(address);
  return picture ? picture_answer(request, *std::move(picture), "public, max-age=86400") : lead_to(address);
}

Result<Response> open_link(const Request& request, Services& services) {
  const auto seal = campaigns::LinkSeal::open(services.store->meta());
  if (!seal) return seal.error();
  const auto target = seal->unseal(request.path_value("token"));
  if (!target) return unknown_link();
  if (const auto* picture = std::get_if<campaigns::PictureTarget>(&*target))
    return show_picture(request, services, *picture);
  auto response = follow_link(request, services, std::get<campaigns::LinkTarget>(*target));
  if (response) response->header("Cache-Control", "no-store");
  return response;
}

}  // namespace

void add_campaign_link_routes(std::vector<Route>& routes) {
  Route link{.method = "GET", .path = "/v1/links/{token}", .tag = "Campaigns"};
  link.summary =
      "A link of a campaign's mail: notes that it was followed and leads on to the product; or the mail's "
      "picture, or a product's. "
      "For whoever has the mail: no key is asked for.";
  link.other_type = "image/*";
  link.passes_other_parameters = true;  // programs that send mails add their own, such as utm_source
  link.statuses = {200, 302, 304, 404, 410};
  link.handler = open_link;
  routes.push_back(link);
}

}  // namespace suggestd::http
