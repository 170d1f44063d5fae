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

void write_products(JsonWriter& out, const GivenList& list, const learn::Snapshot& snapshot) {
  out.key("products").begin_array();
  for (const std::string& id : list.products) {
    out.begin_object().member("product_id", id);
    if (const Product* product = told_product(snapshot, id)) {
      out.member("title", product->title);
      write_text_or_null(out, "price", price_of(*product));
      write_text_or_null(out, "currency", currency_of(*product));
      out.member("brand", product->brand).member("link", product->link).member("image", product->image);
    }
    out.end_object();
  }
  out.end_array();
}

}  // namespace suggestd::campaigns
