// The attributes of a product, and of a person, by the names that filters use.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/value.h"
#include "records/product.h"

namespace suggestd::catalog {

struct NamedValue {
  std::string name;
  Value value;
};

struct BuiltinColumn {
  std::string_view name;
  Type type;
  std::string_view help;  // one line, for the reference page
};

// The columns that every catalogue has, in the order of builtin_values().
inline constexpr std::array kBuiltinColumns{
    BuiltinColumn{"product_id", Type::text, "the shop's id of the product"},
    BuiltinColumn{"title", Type::text, "its name"},
    BuiltinColumn{"description", Type::text, "its text"},
    BuiltinColumn{"price", Type::number, "in whole units of its currency, such as 0.85"},
    BuiltinColumn{"currency", Type::text, "ISO 4217 code, such as \"GBP\""},
    BuiltinColumn{"stock", Type::number, "pieces in stock; missing if the shop does not count"},
    BuiltinColumn{"in_stock", Type::boolean, "true unless the stock is known to be 0 or less"},
    BuiltinColumn{"category", Type::text_set, "its category paths and every level above each"},
    BuiltinColumn{"brand", Type::text, "its brand"},
    BuiltinColumn{"image", Type::text, "address of its picture"},
    BuiltinColumn{"link", Type::text, "address of its page"},
    BuiltinColumn{"group_id", Type::text, "joins the variants of one product"},
    BuiltinColumn{"available_from", Type::time, "not shown before"},
    BuiltinColumn{"available_until", Type::time, "not shown from then on"},
};

// One value for each of kBuiltinColumns; missing where the product says nothing (an empty text is
// nothing).
std::vector<Value> builtin_values(const Product& product);

// The members of a JSON object, members of inner objects as "outer.inner". Texts that are dates or
// RFC 3339 times become times, arrays of texts become sets; null, other arrays and objects deeper than
// four levels are left out. Text that is no JSON object gives nothing.
std::vector<NamedValue> property_values(std::string_view json_object);

// One JSON value (a number, true, false, a text in quotes, an array of texts); missing for anything else,
// such as a text without quotes.
Value json_value(std::string_view json);

}  // namespace suggestd::catalog
