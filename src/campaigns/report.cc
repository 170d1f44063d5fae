#include "campaigns/report.h"

#include <cmath>

#include "attribute/attribution.h"

namespace suggestd::campaigns {
namespace {

// Units for finding a person's orders, and for reading one of them (base/work_budget.h).
constexpr std::uint64_t kUnitsPerPerson = 60;
constexpr std::uint64_t kUnitsPerOrder = 60;
constexpr std::size_t kOrdersPerPage = 20;

struct OfPerson {
  std::uint64_t orders = 0;
  std::int64_t unit_thousandths = 0;
  std::map<Currency, WideMinor> revenue;
};

void add_order(const Order& order, OfPerson& person) {
  ++person.orders;
  for (const OrderLine& line : order.lines) {
    person.unit_thousandths += line.quantity.thousandths - line.refunded.thousandths;
    if (line.price.currency.known()) person.revenue[line.price.currency] += shop::revenue_left(line);
  }
}

class Reader {
 public:
  Reader(const store::Store& store, ShopId shop, const Report& report, WorkBudget& budget)
      : store_(store), shop_(shop), from_(report.from), until_(report.until), budget_(budget) {}

  // Pages have the latest order first, so the reading ends at the first that is too early.
  Result<OfPerson> orders_of(const std::string& user_id) const {
    OfPerson person;
    std::string cursor;
    do {
      const auto page = store_.records().orders_of(shop_, user_id, kOrdersPerPage, cursor);
      if (!page) return page.error();
      if (!budget_.spend(kUnitsPerPerson + kUnitsPerOrder * page->orders.size(), kReportWork))
        return budget_.status().error();
      for (const store::StoredOrder& stored : page->orders) {
        if (stored.order.placed_at < from_) return person;
        if (stored.order.placed_at < until_ && !stored.order.cancelled) add_order(stored.order, person);
      }
      cursor = page->next;
    } while (!cursor.empty());
    return person;
  }

 private:
  const store::Store& store_;
  const ShopId shop_;
  const Timestamp from_;
  const Timestamp until_;
  WorkBudget& budget_;
};

double whole_units(WideMinor minor, Currency currency) {
  return static_cast<double>(minor) / std::pow(10.0, currency.digits());
}

void add_person(const GivenList& list, const OfPerson& person, GroupReport& group) {
  ++group.people;
  if (!list.products.empty()) ++group.with_list;
  if (list.was_opened()) ++group.opened;
  if (!list.clicked.empty()) ++group.clicked;
  if (person.orders > 0) ++group.buyers;
  group.orders += person.orders;
  group.unit_thousandths += person.unit_thousandths;
  group.order_sample.add(static_cast<double>(person.orders));
  for (const auto& [currency, minor] : person.revenue) {
    group.revenue[currency] += minor;
    group.revenue_sample[currency].add(whole_units(minor, currency));
  }
}

}  // namespace

Result<Report> make_report(const KeptRun& run, std::uint64_t days, const RunBook& runs,
                           const store::Store& store, ShopId shop, WorkBudget& budget) {
  Report report;
  report.from = run.at;
  report.until = run.at + std::chrono::days(days);
  const Reader reader(store, shop, report, budget);
  Status read = runs.for_each_list(run, [&](const GivenList& list) -> Status {
    const Result<OfPerson> person = reader.orders_of(list.user_id);
    if (!person) return person.error();
    add_person(list, *person, list.held_out ? report.held_out : report.sent);
    return {};
  });
  if (!read) return std::move(read).error();
  return report;
}

}  // namespace suggestd::campaigns
