// The products that a run has given to a person, with the fields that the catalogue has now.
//
// Threads  pure; the snapshot must outlive what is made of it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/json_text.h"
#include "campaigns/given_list.h"
#include "campaigns/tracked_link.h"
#include "learn/snapshot.h"

namespace suggestd::campaigns {

// Null if the catalogue does not have it any more.
const Product* told_product(const learn::Snapshot& snapshot, const std::string& product_id);

std::string price_of(const Product& product);          // "" if it has none
std::string_view currency_of(const Product& product);  // "" if it has no price

// True for http and https: a script's address, or a file's, has no place in a mail.
bool is_web_address(std::string_view address);

// The product's own address; with `links` a tracked one in its place, if it is one of the web.
std::string link_of(const Product& product, std::string_view user_id, std::size_t place,
                    const TrackedLinks* links);

// The product's picture where the catalogue says; with `links` as they lead to it, if it is one of the web.
std::string image_of(const Product& product, const TrackedLinks* links);

// The members "products" of an object: [{"product_id", "title", "price", "currency", "brand", "link", "image"}, ...],
// without the fields that nothing is known of; and with `links` "pixel".
void write_products(JsonWriter& out, const GivenList& list, const learn::Snapshot& snapshot,
                    const TrackedLinks* links);

}  // namespace suggestd::campaigns
