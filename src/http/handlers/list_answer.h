// A list as the API shows it.
//
// Threads  a PropertySelection is immutable once parsed; the functions are pure, but for count_list(), which
//          any thread may call.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_text.h"
#include "learn/snapshot.h"
#include "recommend/request.h"
#include "shop/look_back.h"
#include "shop/shop.h"

namespace suggestd::http {

// The fields of a product that go with each item: none, all ("*"), or those named ("title,price"), each once.
// A name that the product itself doesn't have is looked for in its `properties`.
class PropertySelection {
 public:
  // A comma list, or "*". The first limits::kWantedProperties names are taken: who asks for more
  // is refused by recommend::check_wanted_properties(), and what a scenario stores must not fail the shopper.
  static PropertySelection of(std::string_view list);
  bool none() const noexcept { return !all_ && names_.empty(); }
  void append(std::string& out, const Product& product) const;

 private:
  PropertySelection() = default;
  bool all_ = false;
  std::vector<std::string> names_;
};

// The names that a request asks for, else those of its scenario. Errors: as
// recommend::check_wanted_properties(), for what the request asks for.
Result<PropertySelection> selection_for(const shop::ListResult& result, std::string_view asked,
                                        WorkBudget& budget);

struct ListAnswer {
  std::string recommendation_id;
  std::string_view scenario;  // "" for none
  const recommend::Answer* answer = nullptr;
  const learn::Snapshot* snapshot = nullptr;  // that the answer was made from
  Position applied;
  bool trace = false;
  std::span<const experiments::ToldVariant> variants = {};  // that the visitor is in
  const shop::PastModel* past = nullptr;  // that the answer was made from, if it was asked for as of a moment
};

// Appends one list object. Errors: those of the budget, which pays for the products' fields and for the
// bytes.
Status append_list(std::string& out, const ListAnswer& list, const PropertySelection& properties,
                   WorkBudget& budget);

// Counts the list in the metrics, as personal, fallback or empty.
void count_list(recommend::ListKind kind, const recommend::Answer& answer);

}  // namespace suggestd::http
