#include "experiments/variant_totals.h"

#include <bit>
#include <optional>

#include "records/wire.h"

namespace suggestd::experiments {
namespace {

// On disk: never change or reuse a number.
enum TotalsField : unsigned {
  f_assigned = 1,
  f_crossovers = 2,
  f_visitors = 3,
  f_buyers = 4,
  f_orders = 5,
  f_revenue = 6,  // repeated
  f_money = 7,
  f_bought = 8,
};
enum RevenueField : unsigned { f_currency = 1, f_lower = 2, f_upper = 3 };
// Doubles by their bits.
enum SumsField : unsigned { f_n = 1, f_y = 2, f_yy = 3, f_x = 4, f_xx = 5, f_xy = 6, f_nonzero = 7 };

void write_sums(FieldWriter& out, unsigned field, const Sums& sums) {
  out.nested(field, [&](FieldWriter& nested) {
    const auto number = [&](unsigned name, double value) {
      if (value != 0) nested.number(name, std::bit_cast<std::uint64_t>(value));
    };
    number(f_n, sums.n);
    number(f_y, sums.y);
    number(f_yy, sums.yy);
    number(f_x, sums.x);
    number(f_xx, sums.xx);
    number(f_xy, sums.xy);
    nested.signed_number(f_nonzero, sums.nonzero);
  });
}

double* number_of(unsigned field, Sums& sums) {
  switch (field) {
    case f_n:
      return &sums.n;
    case f_y:
      return &sums.y;
    case f_yy:
      return &sums.yy;
    case f_x:
      return &sums.x;
    case f_xx:
      return &sums.xx;
    case f_xy:
      return &sums.xy;
    default:
      return nullptr;
  }
}

Sums read_sums(std::string_view bytes) {
  Sums sums;
  FieldReader fields(bytes);
  for (Field field; fields.next(field);) {
    if (double* number = number_of(field.number, sums)) *number = std::bit_cast<double>(field.value);
    if (field.number == f_nonzero) sums.nonzero = field.signed_value();
  }
  return sums;
}

Status read_revenue(std::string_view bytes, VariantTotals& totals) {
  constexpr WideMinor kTwoTo64 = WideMinor{1} << 64U;
  Currency currency;
  WideMinor minor = 0;
  FieldReader fields(bytes);
  for (Field field; fields.next(field);) {
    if (field.number == f_lower) minor += field.value;
    if (field.number == f_upper) minor += field.signed_value() * kTwoTo64;
    if (field.number != f_currency) continue;
    const Result<Currency> read = Currency::parse(field.bytes);
    if (!read) return read.error();
    currency = *read;
  }
  totals.revenue[currency] = minor;
  return {};
}

std::int64_t* count_of(unsigned field, VariantTotals& totals) {
  switch (field) {
    case f_assigned:
      return &totals.assigned;
    case f_crossovers:
      return &totals.crossovers;
    case f_visitors:
      return &totals.visitors;
    case f_buyers:
      return &totals.buyers;
    case f_orders:
      return &totals.orders;
    default:
      return nullptr;
  }
}

}  // namespace

void VariantTotals::count(const VisitorRow& row, int sign) {
  visitors += sign;
  if (!row.orders.empty()) buyers += sign;
  orders += sign * static_cast<std::int64_t>(row.orders.size());
  for (const VisitorOrder& order : row.orders) {
    if (order.revenue.currency.known())
      revenue[order.revenue.currency] += sign * WideMinor{order.revenue.minor};
  }
}

void VariantTotals::settle(const VisitorRow& row, Currency currency) {
  money.add(static_cast<double>(row.revenue_in(currency)), static_cast<double>(row.before));
  bought.add(row.orders.empty() ? 0 : 1, row.before > 0 ? 1 : 0);
}

std::string encode(const VariantTotals& totals) {
  std::string bytes;
  FieldWriter out(bytes);
  out.signed_number(f_assigned, totals.assigned);
  out.signed_number(f_crossovers, totals.crossovers);
  out.signed_number(f_visitors, totals.visitors);
  out.signed_number(f_buyers, totals.buyers);
  out.signed_number(f_orders, totals.orders);
  for (const auto& [currency, minor] : totals.revenue) {
    out.nested(f_revenue, [code = currency.code(), sum = minor](FieldWriter& nested) {
      nested.text(f_currency, code);
      nested.number(f_lower, static_cast<std::uint64_t>(sum));
      nested.signed_number(f_upper, static_cast<std::int64_t>(sum >> 64U));
    });
  }
  write_sums(out, f_money, totals.money);
  write_sums(out, f_bought, totals.bought);
  return bytes;
}

Result<VariantTotals> decode_variant_totals(std::string_view bytes) {
  VariantTotals totals;
  FieldReader fields(bytes);
  for (Field field; fields.next(field);) {
    if (std::int64_t* count = count_of(field.number, totals)) *count = field.signed_value();
    if (field.number == f_money) totals.money = read_sums(field.bytes);
    if (field.number == f_bought) totals.bought = read_sums(field.bytes);
    if (field.number != f_revenue) continue;
    if (Status read = read_revenue(field.bytes, totals); !read) return std::move(read).error();
  }
  if (fields.failed()) return corrupt("the sums of an experiment can't be read");
  return totals;
}

}  // namespace suggestd::experiments
