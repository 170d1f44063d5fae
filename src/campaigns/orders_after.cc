#include "campaigns/orders_after.h"

#include <string>

namespace suggestd::campaigns {
namespace {

// Units for finding a person's orders, and for reading one of them (base/work_budget.h).
constexpr std::uint64_t kUnitsPerPerson = 60;
constexpr std::uint64_t kUnitsPerOrder = 60;
constexpr std::size_t kOrdersPerPage = 20;

}  // namespace

// Pages have the latest order first, so the reading ends at the first that is too early.
Status OrdersAfter::of(std::string_view user_id, const std::function<void(const Order&)>& visit) const {
  std::string cursor;
  do {
    const auto page = store_.records().orders_of(shop_, user_id, kOrdersPerPage, cursor);
    if (!page) return page.error();
    if (!budget_.spend(kUnitsPerPerson + kUnitsPerOrder * page->orders.size(), kReportWork))
      return budget_.status();
    for (const store::StoredOrder& stored : page->orders) {
      if (stored.order.placed_at < time_.from) return {};
      if (stored.order.placed_at < time_.until && !stored.order.cancelled) visit(stored.order);
    }
    cursor = page->next;
  } while (!cursor.empty());
  return {};
}

}  // namespace suggestd::campaigns
