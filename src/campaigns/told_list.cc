#include "campaigns/told_list.h"

#include "base/or_null.h"

namespace suggestd::campaigns {
const Product* told_product(const learn::Snapshot& snapshot, const std::string& product_id) {
  const auto row = snapshot.products.find(product_id);
  return row && snapshot.catalog.contains(*row) ? &snapshot.catalog.product(*row) : nullptr;
}

std::string price_of(const Product& product) { return product.price ? to_decimal(*product.price) : ""; }

std::string_view currency_of(const Product& product) {
  return product.price ? product.price->currency.code() : std::string_view();
}

bool is_web_address(std::string_view address) {
  return address.starts_with("https://") || address.starts_with("http://");
}

std::string link_of(const Product& product, std::string_view user_id, std::size_t place,
                    const TrackedLinks* links) {
  if (links == nullptr || !is_web_address(product.link)) return product.link;
  return links->link(user_id, static_cast<std::uint32_t>(place));
}

std::string image_of(const Product& product, const TrackedLinks* links) {
  if (links == nullptr || !is_web_address(product.image)) return product.image;
  return links->picture(product.product_id).value_or(product.image);
}

void write_products(JsonWriter& out, const GivenList& list, const learn::Snapshot& snapshot,
                    const TrackedLinks* links) {
  out.key("products").begin_array();
  for (std::size_t place = 1; place <= list.products.size(); ++place) {
    const std::string& id = list.products[place - 1];
    out.begin_object().member("product_id", id);
    if (const Product* product = told_product(snapshot, id)) {
      out.member("title", product->title);
      write_text_or_null(out, "price", price_of(*product));
      write_text_or_null(out, "currency", currency_of(*product));
      out.member("brand", product->brand).member("link", link_of(*product, list.user_id, place, links));
      out.member("image", image_of(*product, links));
    }
    out.end_object();
  }
  out.end_array();
  if (links != nullptr) out.member("pixel", links->pixel(list.user_id));
}

}  // namespace suggestd::campaigns
