// A list as the API shows it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json_text.h"
#include "recommend/request.h"
#include "shop/shop.h"

namespace suggestd::http {

// Which of a product's fields go with each item: none, all ("*"), or those named ("title,price"). A name
// that the product itself doesn't have is looked for in its `properties`.
class PropertySelection {
 public:
  explicit PropertySelection(std::string_view list);
  bool none() const noexcept { return !all_ && names_.empty(); }
  void append(std::string& out, const Product& product) const;

 private:
  bool all_ = false;
  std::vector<std::string> names_;
};

struct ListAnswer {
  std::string recommendation_id;
  std::string_view scenario;  // "" for none
  const recommend::Answer* answer = nullptr;
  Position applied;
  bool trace = false;
};

// Appends one list object.
void append_list(std::string& out, const ListAnswer& list, const PropertySelection& properties,
                 const shop::Shop& shop);

// Counts it as personal, fallback or empty.
void count_list(recommend::ListKind kind, const recommend::Answer& answer);

}  // namespace suggestd::http
