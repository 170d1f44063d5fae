// The attributes that the catalogue gives a product: each level of its categories, brand, price band (two to each
// doubling), words of title and description, and properties that are texts.
//
// Threads  pure.
#pragma once

#include <string>
#include <vector>

#include "records/product.h"

namespace suggestd::learn {

// As texts, each once, ascending: "category Kitchen > Tea", "word teapot", "price GBP 12".
std::vector<std::string> attributes_of(const Product& product);

}  // namespace suggestd::learn
