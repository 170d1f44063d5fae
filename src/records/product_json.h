// Products in the JSON of the API (PUT, PATCH /v1/products/{product_id}), both ways. Rules as in
// records/order_json.h; required is product_id alone, which may come from the path.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "records/product.h"

namespace suggestd {

// `path_id`: the id in the request's path, "" if there is none. A product_id in the body must be the same.
Result<Product> parse_product(std::string_view json, std::string_view path_id = {});
void append_json(std::string& out, const Product& product);
std::string to_json(const Product& product);

// The product after a JSON merge patch (RFC 7396) of its API form: null removes, objects merge, all else
// replaces. The product_id can't change. Errors: as for parse_product.
Result<Product> apply_merge_patch(const Product& product, std::string_view patch_json);
// What can be said of a patch before its product is read: it is an object of known, well-formed fields.
Status check_merge_patch(std::string_view patch_json, std::string_view product_id);

}  // namespace suggestd
