#include "experiments/past_behaviour.h"

#include <limits>

#include "experiments/order_outcome.h"
#include "records/consent.h"
#include "store/tables/record_reader.h"

namespace suggestd::experiments {
namespace {

Result<bool> may_be_counted(const store::RecordReader& records, ShopId shop, const PersonId& person) {
  const Result<store::StoredRule> rule = records.rule(shop, kConsentRequiredDocument);
  if (!rule && rule.error().kind() != ErrorKind::not_found) return rule.error();
  // The word of a visitor is in the log, which nobody reads for one person.
  if (person.kind != PersonIdKind::user) return !rule;
  const Result<store::StoredUser> user = records.user(shop, person.id);
  if (!user && user.error().kind() != ErrorKind::not_found) return user.error();
  return may_be_profiled(user ? user->user.consent : Consent::unset, rule.ok());
}

}  // namespace

ReadPast past_of_orders(const store::RecordReader& records, ShopId shop) {
  return [&records, shop](const PersonId& person, Timestamp at, Currency currency) -> Result<Past> {
    const Result<bool> countable = may_be_counted(records, shop, person);
    if (!countable) return countable.error();
    Past past{*countable, 0};
    if (!past.countable) return past;
    const Result<store::OrdersPage> page = records.orders_of(shop, person.id, kMostPastOrders, "");
    if (!page) return page.error();
    const Timestamp until = at - kClockSlack;
    for (const store::StoredOrder& stored : page->orders) {
      const Timestamp placed = stored.order.placed_at;
      if (placed >= until || placed < at - kPastTime || stored.order.currency != currency) continue;
      if (const auto outcome = outcome_of(stored.order)) past.spent += outcome->revenue.minor;
    }
    return past;
  };
}

}  // namespace suggestd::experiments
