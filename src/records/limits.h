// The limits of this layer: see base/limit.h.
#pragma once

#include <array>

#include "base/limit.h"
#include "records/category_path.h"
#include "records/json_reader.h"
#include "records/order_json.h"
#include "records/page_events.h"
#include "records/record_limits.h"

namespace suggestd::limits {

inline constexpr Limit kJsonBytes{"json.bytes", kMaxJsonBytes, "bytes",
                                  "one JSON document or one line of a bulk body", "400"};
inline constexpr Limit kJsonDepth{"json.depth", kMaxJsonDepth, "levels",
                                  "objects and arrays inside each other", "400"};
inline constexpr Limit kJsonValues{"json.values", kMaxJsonValues, "values and brackets",
                                   "one JSON document or one line of a bulk body", "400"};
inline constexpr Limit kTextBytes{"text.bytes", kMaxTextBytes, "bytes", "one text of a record",
                                  "400 that names the field"};
inline constexpr Limit kOrderLines{"order.lines", kMaxOrderLines, "lines", "one order", "400 at /lines"};
inline constexpr Limit kRefundLines{"refund.lines", kMaxRefundLines, "lines", "one refund", "400 at /lines"};
inline constexpr Limit kCategories{"product.categories", kMaxCategories, "paths", "one product",
                                   "400 at /categories"};
inline constexpr Limit kCategoryLevels{"category.levels", kMaxCategoryLevels, "levels", "one category path",
                                       "400 at /categories/N"};
inline constexpr Limit kCategoryBytes{"category.bytes", kMaxCategoryBytes, "bytes", "one category path",
                                      "400 at /categories/N"};
inline constexpr Limit kProperties{"properties.names", kMaxProperties, "names",
                                   "`properties` of one product or user, with those within objects",
                                   "400 at /properties"};
inline constexpr Limit kPropertyValues{"properties.values", kMaxPropertyValues, "values",
                                       "one list within `properties` of a product or user",
                                       "400 at /properties/NAME"};
inline constexpr Limit kAnonymousIds{"user.anonymous_ids", kMaxAnonymousIds, "ids", "one profile",
                                     "400 at /anonymous_ids"};
inline constexpr Limit kMerges{"user.merges", kMaxMerges, "visitors", "those merged into one user",
                               "400 at /anonymous_id"};

inline constexpr Limit kPageEvents{"collect.events", kMaxPageEvents, "events",
                                   "one `POST /v1/collect`, each item of an event counted", "400"};

inline constexpr std::array kOfRecords{&kJsonBytes,     &kJsonDepth,   &kJsonValues,     &kTextBytes,
                                       &kOrderLines,    &kRefundLines, &kCategories,     &kCategoryLevels,
                                       &kCategoryBytes, &kProperties,  &kPropertyValues, &kAnonymousIds,
                                       &kMerges,        &kPageEvents};

}  // namespace suggestd::limits
