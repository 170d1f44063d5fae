// Finds the list that led to a click or to a line of an order, from the change log alone.
//
// Touch     a line belongs to the list that its own recommendation_id names; else, for an order that is
//           changed later, to the list that it was given before; else to the list of the person's last
//           rec_click on the product, or to the one that a page's report of this order linked the line to
//           before. Nothing else counts: a list that was only shown led to no order.
// Window    a line that names a list: placed at most `window` after the list was answered. A click: at most
//           `window` before the order was placed. Events of a list older than the window are ignored.
// Persons   a click of an anonymous id that was merged into a user is that user's.
// Undo      a cancelled order, a refunded quantity or a changed line leaves the totals of the part that is
//           left.
// Order     records are applied in the order of the log: a click that arrives after its order is too late.
// Threads   one.
#pragma once

#include <chrono>
#include <vector>

#include "attribute/attribution_rows.h"
#include "attribute/recommendation_ids.h"
#include "records/change.h"

namespace suggestd::shop {

struct AttributionOptions {
  std::chrono::hours window{168};
};

class Attribution {
 public:
  // Requires: `ids` outlives this.
  Attribution(const RecommendationIds& ids, AttributionRows rows, AttributionOptions options)
      : ids_(ids), rows_(std::move(rows)), options_(options) {}

  // Errors: those of the rows.
  Status apply(const Change& change);

  AttributionRows& rows() { return rows_; }

 private:
  Status apply_event(const Event& event);
  Status apply_order(const OrderChange& change);
  Status apply_user(const Change& change);
  Status erase(const Erasure& erasure);
  Status forget_person(std::string_view user_id);

  Status count_event(const ListOrigin& list, bool is_click);
  Status link_order(const Event& event);
  void keep_click(const Event& event, const ListOrigin& list);
  Status count_lines(const std::vector<AttributedLine>& lines, std::int64_t sign);
  Result<std::optional<IdBits>> touch(const Order& order, const OrderLine& line,
                                      const std::vector<AttributedLine>& before) const;
  Result<std::optional<IdBits>> clicked_list(const Order& order, std::string_view product_id) const;
  Result<std::optional<Click>> latest_click(const Order& order, std::string_view product_id) const;
  Result<std::optional<IdBits>> linked_list(const Order& order, std::string_view product_id) const;

  const RecommendationIds& ids_;
  AttributionRows rows_;
  const AttributionOptions options_;
};

// A line's revenue after refunds, less its share of the discount, in minor units; rounded half up, at least
// 0, at most the largest amount.
std::int64_t revenue_left(const OrderLine& line);

}  // namespace suggestd::shop
