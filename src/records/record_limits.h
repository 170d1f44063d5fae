// The limits of one record, the check of a record against them, and the part of a larger one that is used.
//
// Each record is work or memory of the learner as long as it counts. The limits are several times the largest
// values seen in shops, which stand beside them (docs/decisions/0262). There are two callers: the readers of
// JSON refuse values beyond a limit, with their pointer; followers of the log meet records that an earlier
// version has accepted, and use as much of them as the limits allow.
//
// Threads  pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/result.h"
#include "records/product.h"

namespace suggestd {

// Categories of a product. Feeds have some five, the largest Magento shops some fifty.
inline constexpr std::size_t kMaxCategories = 200;
// Names of properties, those within objects counted one by one. Each is a column of the catalogue.
inline constexpr std::size_t kMaxProperties = 250;
// Elements of one list within `properties`.
inline constexpr std::size_t kMaxPropertyValues = 1'000;
// Lines of a refund. Each is looked for among the order's own lines; without lines a refund is of the whole
// order.
inline constexpr std::size_t kMaxRefundLines = 1'000;
// Anonymous ids of one profile.
inline constexpr std::size_t kMaxAnonymousIds = 1'000;
// Visitors who became one user. Each of their events joins the histories of all of them anew.
inline constexpr std::size_t kMaxMerges = 1'000;

// The fields beyond a limit, at most one for each limit, with pointers below `pointer`; empty if there is
// none.
std::vector<FieldError> beyond_limits(const nlohmann::json& properties, const std::string& pointer);
std::vector<FieldError> beyond_limits(const std::vector<std::string>& categories, const std::string& pointer);

// Cuts a product to the limits: categories, levels and properties beyond them are left out. Returns the
// reason as a sentence; "" if nothing was cut.
std::string cut_to_limits(Product& product);

}  // namespace suggestd
