// Products in the JSON of the API (PUT, PATCH /v1/products/{product_id}), both ways. Rules as in
// records/order_json.h; required is product_id alone, which may come from the path.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "records/product.h"

namespace suggestd {

// `path_id`: the id in the request's path, "" if there is none. A product_id in the body must be the same.
// `standard`: the currency of a price that names none; unknown: it must name one. The product then names it.
Result<Product> parse_product(std::string_view json, std::string_view path_id = {}, Currency standard = {});
void append_json(std::string& out, const Product& product);
std::string to_json(const Product& product);
// Appends an object with the named fields that the product has, in the order of `names`. A name that is none
// of its fields, or of a field that it doesn't have, is looked for in its `properties`.
void append_fields(std::string& out, const Product& product, std::span<const std::string> names);

// The product after a JSON merge patch (RFC 7396) of its API form: null removes, objects merge, all else
// replaces. The product_id can't change. `standard` and errors: as for parse_product.
Result<Product> apply_merge_patch(const Product& product, std::string_view patch_json,
                                  Currency standard = {});
// Checks a patch before its product is read: it must be an object of known, well-formed fields.
Status check_merge_patch(std::string_view patch_json, std::string_view product_id, Currency standard = {});

// The names of the fields of a product, in the order of the API.
std::vector<std::string_view> product_field_names();

}  // namespace suggestd
