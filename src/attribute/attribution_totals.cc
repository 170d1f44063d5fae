#include "attribute/attribution_totals.h"

#include <optional>

#include "records/wire.h"

namespace suggestd::shop {
namespace {

// On disk: never change or reuse a number.
enum TotalsField : unsigned {
  shown_events = 1,
  click_events = 2,
  lists_shown = 3,
  lists_clicked = 4,
  shown_and_clicked = 5,
  total_orders = 6,
  total_order_lines = 7,
  total_revenue = 8,  // repeated: revenue_currency, revenue_minor
};
// The upper 64 bits stand there only if the sum needs them: no store of 0.1.0 has them.
enum RevenueField : unsigned { revenue_currency = 1, revenue_minor = 2, revenue_upper = 3 };

Status read_revenue(std::string_view bytes, AttributionTotals& totals) {
  FieldReader fields(bytes);
  Currency currency;
  std::int64_t lower = 0;
  std::optional<std::int64_t> upper;
  for (Field field; fields.next(field);) {
    if (field.number == revenue_currency) {
      const Result<Currency> read = Currency::parse(field.bytes);
      if (!read) return read.error();
      currency = *read;
    } else if (field.number == revenue_minor) {
      lower = field.signed_value();
    } else if (field.number == revenue_upper) {
      upper = field.signed_value();
    }
  }
  constexpr WideMinor kTwoTo64 = WideMinor{1} << 64U;
  totals.revenue[currency] +=
      upper ? *upper * kTwoTo64 + static_cast<std::uint64_t>(lower) : WideMinor{lower};
  return {};
}

std::int64_t* count_of(unsigned number, AttributionTotals& totals) {
  switch (number) {
    case shown_events:
      return &totals.shown_events;
    case click_events:
      return &totals.click_events;
    case lists_shown:
      return &totals.lists_shown;
    case lists_clicked:
      return &totals.lists_clicked;
    case shown_and_clicked:
      return &totals.shown_and_clicked;
    case total_orders:
      return &totals.orders;
    case total_order_lines:
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
  fields.signed_number(shown_events, totals.shown_events);
  fields.signed_number(click_events, totals.click_events);
  fields.signed_number(lists_shown, totals.lists_shown);
  fields.signed_number(lists_clicked, totals.lists_clicked);
  fields.signed_number(shown_and_clicked, totals.shown_and_clicked);
  fields.signed_number(total_orders, totals.orders);
  fields.signed_number(total_order_lines, totals.order_lines);
  for (const auto& [currency, minor] : totals.revenue) {
    fields.nested(total_revenue, [&, code = currency.code(), sum = minor](FieldWriter& nested) {
      nested.text(revenue_currency, code);
      const auto lower = static_cast<std::int64_t>(sum);
      nested.signed_number(revenue_minor, lower);
      if (sum != lower) nested.signed_number(revenue_upper, static_cast<std::int64_t>(sum >> 64U));
    });
  }
  return out;
}

Result<AttributionTotals> decode_totals(std::string_view bytes) {
  AttributionTotals totals;
  FieldReader fields(bytes);
  for (Field field; fields.next(field);) {
    if (field.number == total_revenue) {
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
