#include "shop/attribution_totals.h"

#include "records/wire.h"

namespace suggestd::shop {
namespace {

// On disk: never change or reuse a number.
enum TotalsField : unsigned {
  kShownEvents = 1,
  kClickEvents = 2,
  kListsShown = 3,
  kListsClicked = 4,
  kShownAndClicked = 5,
  kOrders = 6,
  kOrderLines = 7,
  kRevenue = 8,  // repeated: kCurrency, kMinor
};
enum RevenueField : unsigned { kCurrency = 1, kMinor = 2 };

Status read_revenue(std::string_view bytes, AttributionTotals& totals) {
  FieldReader fields(bytes);
  Currency currency;
  std::int64_t minor = 0;
  for (Field field; fields.next(field);) {
    if (field.number == kCurrency) {
      const Result<Currency> read = Currency::parse(field.bytes);
      if (!read) return read.error();
      currency = *read;
    } else if (field.number == kMinor) {
      minor = field.signed_value();
    }
  }
  totals.revenue[currency] += minor;
  return {};
}

std::int64_t* count_of(unsigned number, AttributionTotals& totals) {
  switch (number) {
    case kShownEvents:
      return &totals.shown_events;
    case kClickEvents:
      return &totals.click_events;
    case kListsShown:
      return &totals.lists_shown;
    case kListsClicked:
      return &totals.lists_clicked;
    case kShownAndClicked:
      return &totals.shown_and_clicked;
    case kOrders:
      return &totals.orders;
    case kOrderLines:
      return &totals.order_lines;
    default:
      return nullptr;
  }
}

}  // namespace

AttributionTotals& AttributionTotals::operator+=(const AttributionTotals& other) {
  shown_events += other.shown_events;
  click_events += other.click_events;
  lists_shown += other.lists_shown;
  lists_clicked += other.lists_clicked;
  shown_and_clicked += other.shown_and_clicked;
  orders += other.orders;
  order_lines += other.order_lines;
  for (const auto& [currency, minor] : other.revenue) revenue[currency] += minor;
  return *this;
}

std::string encode(const AttributionTotals& totals) {
  std::string out;
  FieldWriter fields(out);
  fields.signed_number(kShownEvents, totals.shown_events);
  fields.signed_number(kClickEvents, totals.click_events);
  fields.signed_number(kListsShown, totals.lists_shown);
  fields.signed_number(kListsClicked, totals.lists_clicked);
  fields.signed_number(kShownAndClicked, totals.shown_and_clicked);
  fields.signed_number(kOrders, totals.orders);
  fields.signed_number(kOrderLines, totals.order_lines);
  for (const auto& [currency, minor] : totals.revenue) {
    fields.nested(kRevenue, [&, code = currency.code(), sum = minor](FieldWriter& nested) {
      nested.text(kCurrency, code);
      nested.signed_number(kMinor, sum);
    });
  }
  return out;
}

Result<AttributionTotals> decode_totals(std::string_view bytes) {
  AttributionTotals totals;
  FieldReader fields(bytes);
  for (Field field; fields.next(field);) {
    if (field.number == kRevenue) {
      if (Status read = read_revenue(field.bytes, totals); !read) return std::move(read).error();
    } else if (std::int64_t* count = count_of(field.number, totals)) {
      *count = field.signed_value();
    }
  }
  if (fields.failed()) return corrupt("a row of the attribution's totals can't be read");
  return totals;
}

Hour hour_of(Timestamp at) {
  return static_cast<Hour>(std::chrono::floor<std::chrono::hours>(at).time_since_epoch().count());
}

Timestamp start_of(Hour hour) { return Timestamp(std::chrono::hours(hour)); }

}  // namespace suggestd::shop
