#include "experiments/visitor_row.h"

#include <algorithm>

#include "records/wire.h"

namespace suggestd::experiments {
namespace {

// On disk: never change or reuse a number.
enum VisitorField : unsigned { variant = 1, exposed_at = 2, before = 3, order = 4, settled = 5, user = 6 };
enum OrderField : unsigned { order_hash = 1, order_currency = 2, order_minor = 3 };

Result<VisitorOrder> read_order(std::string_view bytes) {
  VisitorOrder read;
  FieldReader fields(bytes);
  for (Field field; fields.next(field);) {
    if (field.number == order_hash) read.order = field.value;
    if (field.number == order_minor) read.revenue.minor = field.signed_value();
    if (field.number != order_currency) continue;
    const Result<Currency> currency = Currency::parse(field.bytes);
    if (!currency) return currency.error();
    read.revenue.currency = *currency;
  }
  if (fields.failed()) return corrupt("an order of a visitor of an experiment can't be read");
  return read;
}

Status read_field(const Field& field, VisitorRow& row) {
  switch (field.number) {
    case variant:
      row.variant = static_cast<std::uint8_t>(field.value);
      break;
    case exposed_at:
      row.exposed_at = Timestamp(std::chrono::microseconds(field.signed_value()));
      break;
    case before:
      row.before = field.signed_value();
      break;
    case settled:
      row.settled = field.value != 0;
      break;
    case user:
      row.user = field.text();
      break;
    case order: {
      Result<VisitorOrder> read = read_order(field.bytes);
      if (!read) return std::move(read).error();
      row.orders.push_back(*read);
      break;
    }
    default:
      break;
  }
  return {};
}

}  // namespace

void VisitorRow::put(const VisitorOrder& order) {
  const auto same = std::find_if(orders.begin(), orders.end(),
                                 [&](const VisitorOrder& one) { return one.order == order.order; });
  if (same != orders.end()) {
    *same = order;
  } else if (orders.size() < kMostOrdersOfVisitor) {
    orders.push_back(order);
  }
}

void VisitorRow::take_back(std::uint64_t order) {
  std::erase_if(orders, [&](const VisitorOrder& one) { return one.order == order; });
}

std::int64_t VisitorRow::revenue_in(Currency currency) const {
  std::int64_t sum = 0;
  for (const VisitorOrder& one : orders) {
    if (one.revenue.currency == currency) sum += one.revenue.minor;
  }
  return sum;
}

std::string encode(const VisitorRow& row) {
  std::string bytes;
  FieldWriter fields(bytes);
  fields.number(variant, row.variant);
  fields.signed_number(exposed_at, row.exposed_at.time_since_epoch().count());
  if (row.before != 0) fields.signed_number(before, row.before);
  for (const VisitorOrder& one : row.orders) {
    fields.nested(order, [&](FieldWriter& nested) {
      nested.number(order_hash, one.order);
      nested.text_if_any(order_currency, one.revenue.currency.code());
      nested.signed_number(order_minor, one.revenue.minor);
    });
  }
  fields.flag_if_set(settled, row.settled);
  fields.text_if_any(user, row.user);
  return bytes;
}

Result<VisitorRow> decode_visitor(std::string_view bytes) {
  VisitorRow row;
  FieldReader fields(bytes);
  for (Field field; fields.next(field);) {
    if (Status read = read_field(field, row); !read) return std::move(read).error();
  }
  if (fields.failed()) return corrupt("a visitor of an experiment can't be read");
  return row;
}

}  // namespace suggestd::experiments
