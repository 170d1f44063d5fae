// The products that a run has given to a person, with the fields that the catalogue has now.
//
// Threads  pure; the snapshot must outlive what is made of it.
#pragma once

#include <string>
#include <string_view>

#include "base/json_text.h"
#include "campaigns/given_list.h"
#include "learn/snapshot.h"

namespace suggestd::campaigns {

// Null if the catalogue does not have it any more.
const Product* told_product(const learn::Snapshot& snapshot, const std::string& product_id);

std::string price_of(const Product& product);          // "" if it has none
std::string_view currency_of(const Product& product);  // "" if it has no price

// The member "products" of an object: [{"product_id", "title", "price", "currency", "brand", "link", "image"}, ...],
// without the fields that nothing is known of.
void write_products(JsonWriter& out, const GivenList& list, const learn::Snapshot& snapshot);

}  // namespace suggestd::campaigns
