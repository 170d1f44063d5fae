#include "experiments/visitor_row.h"

#include <algorithm>
#include <cstring>

#include <xxhash.h>

#include "records/wire.h"

namespace suggestd::experiments {
namespace {

// On disk: never change or reuse a number.
enum VisitorField : unsigned {
  variant = 1,
  exposed_at = 2,
  before = 3,
  order = 4,
  settled = 5,
  user = 6,
  list = 7,
  click = 8,
};
enum OrderField : unsigned {
  order_hash = 1,
  order_currency = 2,
  order_minor = 3,
  order_first = 4,
  order_second = 5,
};
enum ListField : unsigned { list_id = 1, list_product = 2 };  // the second is repeated
enum ClickField : unsigned { click_list = 1, click_product = 2, click_team = 3, click_at = 4 };

std::string_view text_of(const IdBits& bits) {
  return {reinterpret_cast<const char*>(bits.data()), bits.size()};
}
bool read_bits(std::string_view bytes, IdBits& bits) {
  if (bytes.size() != bits.size()) return false;
  std::memcpy(bits.data(), bytes.data(), bits.size());
  return true;
}
Timestamp time_of_field(const Field& field) {
  return Timestamp(std::chrono::microseconds(field.signed_value()));
}

Result<VisitorOrder> read_order(std::string_view bytes) {
  VisitorOrder read;
  FieldReader fields(bytes);
  for (Field field; fields.next(field);) {
    if (field.number == order_hash) read.order = field.value;
    if (field.number == order_minor) read.revenue.minor = field.signed_value();
    if (field.number == order_first) read.credited[0] = field.signed_value();
    if (field.number == order_second) read.credited[1] = field.signed_value();
    if (field.number != order_currency) continue;
    const Result<Currency> currency = Currency::parse(field.bytes);
    if (!currency) return currency.error();
    read.revenue.currency = *currency;
  }
  if (fields.failed()) return corrupt("an order of a visitor of an experiment can't be read");
  return read;
}

Result<ShownList> read_list(std::string_view bytes) {
  ShownList read;
  bool good = true;
  FieldReader fields(bytes);
  for (Field field; fields.next(field);) {
    if (field.number == list_id) good = good && read_bits(field.bytes, read.id);
    if (field.number == list_product) read.products.push_back(static_cast<std::uint32_t>(field.value));
  }
  if (fields.failed() || !good) return corrupt("a list of a visitor of an experiment can't be read");
  return read;
}

Result<CreditedClick> read_click(std::string_view bytes) {
  CreditedClick read;
  bool good = true;
  FieldReader fields(bytes);
  for (Field field; fields.next(field);) {
    if (field.number == click_list) good = good && read_bits(field.bytes, read.list);
    if (field.number == click_product) read.product = field.value;
    if (field.number == click_team) read.team = field.value == 0 ? Team::first : Team::second;
    if (field.number == click_at) read.at = time_of_field(field);
  }
  if (fields.failed() || !good) return corrupt("a click of a visitor of an experiment can't be read");
  return read;
}

template <class T>
Status append(Result<T> read, std::vector<T>& to) {
  if (!read) return std::move(read).error();
  to.push_back(*std::move(read));
  return {};
}

Status read_field(const Field& field, VisitorRow& row) {
  switch (field.number) {
    case variant:
      row.variant = static_cast<std::uint8_t>(field.value);
      break;
    case exposed_at:
      row.exposed_at = time_of_field(field);
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
    case order:
      return append(read_order(field.bytes), row.orders);
    case list:
      return append(read_list(field.bytes), row.lists);
    case click:
      return append(read_click(field.bytes), row.clicks);
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

void VisitorRow::keep(ShownList shown) {
  if (std::any_of(lists.begin(), lists.end(), [&](const ShownList& one) { return one.id == shown.id; }))
    return;
  if (lists.size() == kMostListsOfVisitor) lists.erase(lists.begin());
  lists.push_back(std::move(shown));
}

void VisitorRow::put(const CreditedClick& clicked) {
  const bool known = std::any_of(clicks.begin(), clicks.end(), [&](const CreditedClick& one) {
    return one.list == clicked.list && one.product == clicked.product;
  });
  if (!known && clicks.size() < kMostClicksOfVisitor) clicks.push_back(clicked);
}

std::array<std::int64_t, kRankings> VisitorRow::clicks_by_team() const {
  std::array<std::int64_t, kRankings> sums{};
  for (const CreditedClick& one : clicks) ++sums.at(static_cast<std::size_t>(one.team));
  return sums;
}

std::array<std::int64_t, kRankings> VisitorRow::purchases_by_team() const {
  std::array<std::int64_t, kRankings> sums{};
  for (const VisitorOrder& one : orders) {
    for (std::size_t team = 0; team < kRankings; ++team) sums.at(team) += one.credited.at(team);
  }
  return sums;
}

std::uint64_t product_hash(std::string_view product_id) {
  return XXH3_64bits(product_id.data(), product_id.size());
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
      if (one.credited[0] != 0) nested.signed_number(order_first, one.credited[0]);
      if (one.credited[1] != 0) nested.signed_number(order_second, one.credited[1]);
    });
  }
  fields.flag_if_set(settled, row.settled);
  fields.text_if_any(user, row.user);
  for (const ShownList& one : row.lists) {
    fields.nested(list, [&](FieldWriter& nested) {
      nested.text(list_id, text_of(one.id));
      for (const std::uint32_t product : one.products) nested.number(list_product, product);
    });
  }
  for (const CreditedClick& one : row.clicks) {
    fields.nested(click, [&](FieldWriter& nested) {
      nested.text(click_list, text_of(one.list));
      nested.number(click_product, one.product);
      nested.number(click_team, static_cast<std::uint64_t>(one.team));
      nested.signed_number(click_at, one.at.time_since_epoch().count());
    });
  }
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
