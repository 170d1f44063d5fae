#include "campaigns/group_report.h"

#include <cmath>

#include "attribute/attribution.h"

namespace suggestd::campaigns {
namespace {

double whole_units(WideMinor minor, Currency currency) {
  return static_cast<double>(minor) / std::pow(10.0, currency.digits());
}

}  // namespace

PersonReport of_list(const GivenList& list) {
  return {!list.products.empty(), list.was_opened(), !list.clicked.empty(), {}};
}

void Bought::add(const Order& order, std::string_view product) {
  bool counts = product.empty();
  for (const OrderLine& line : order.lines) {
    if (!product.empty() && line.product_id != product) continue;
    counts = true;
    unit_thousandths += line.quantity.thousandths - line.refunded.thousandths;
    if (line.price.currency.known()) revenue[line.price.currency] += shop::revenue_left(line);
  }
  if (counts) ++orders;
}

void GroupReport::add(const PersonReport& person) {
  ++people;
  if (person.with_list) ++with_list;
  if (person.opened) ++opened;
  if (person.clicked) ++clicked;
  const Bought& bought = person.bought;
  if (bought.orders == 0) return;
  ++buyers;
  orders += bought.orders;
  unit_thousandths += bought.unit_thousandths;
  order_sample.add(static_cast<double>(bought.orders));
  for (const auto& [currency, minor] : bought.revenue) {
    revenue[currency] += minor;
    revenue_sample[currency].add(whole_units(minor, currency));
  }
}

}  // namespace suggestd::campaigns
