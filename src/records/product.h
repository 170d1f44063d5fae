// A product of the catalogue.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "records/money.h"

namespace suggestd {

struct Product {
  std::string product_id;
  std::string title;
  std::string description;
  std::optional<Money> price;
  std::optional<std::int64_t> stock;    // unknown: treated as in stock
  std::vector<std::string> categories;  // paths, levels divided by " > ": "Kitchen > Tea"
  std::string brand;
  std::string image;
  std::string link;
  std::string group_id;  // joins variants; "" if none
  std::optional<Timestamp> available_from;
  std::optional<Timestamp> available_until;  // exclusive
  std::string properties;                    // JSON object as text, "" if none
  bool hidden = false;                       // known, but never recommended

  bool operator==(const Product&) const = default;
};

}  // namespace suggestd
