#include "records/thing_codec.h"

#include <fmt/format.h>

#include "records/typed_fields.h"

namespace suggestd {
namespace {

constexpr unsigned kLastEventType = static_cast<unsigned>(EventType::consent_withdrawn);

// Field numbers. On disk: never change or reuse one.
enum class OrderField : unsigned {
  order_id = 1,
  user_id = 2,
  anonymous_id = 3,
  email_hash = 4,
  placed_at = 5,
  updated_at = 6,
  currency = 7,
  status = 8,
  line = 9,
  properties = 10,
  cancelled = 11,
};
enum class LineField : unsigned {
  product_id = 1,
  variant_id = 2,
  quantity = 3,
  price_minor = 4,
  price_currency = 5,  // only where it is not the order's
  discount_minor = 6,
  discount_currency = 7,  // only where it is not the order's
  recommendation_id = 8,
  properties = 9,
  refunded = 10,
};
enum class EventField : unsigned {
  event_id = 1,
  type = 2,
  user_id = 3,
  anonymous_id = 4,
  product_id = 5,
  at = 6,
  quantity = 7,
  recommendation_id = 8,
  query = 9,
  properties = 10,
  order_id = 11,
};
enum class ProductField : unsigned {
  product_id = 1,
  title = 2,
  description = 3,
  price_minor = 4,
  price_currency = 5,
  stock = 6,
  category = 7,
  brand = 8,
  image = 9,
  link = 10,
  group_id = 11,
  available_from = 12,
  available_until = 13,
  properties = 14,
  hidden = 15,
};
enum class UserField : unsigned {
  user_id = 1,
  email_hash = 2,
  anonymous_id = 3,
  properties = 4,
  refused = 5,
  agreed = 6,  // neither: nothing was said
};
void write_time_if_any(FieldWriter& out, unsigned field, const std::optional<Timestamp>& time) {
  if (time) out.signed_number(field, micros(*time));
}

// Writes an amount of a line: nothing if none was given, and the currency only if it is not the order's.
void write_amount(FieldWriter& out, unsigned minor, unsigned code, Money money, Currency usual) {
  if (money == Money{}) return;
  out.signed_number(minor, money.minor);
  if (money.currency != usual) out.text(code, money.currency.code());
}

void write_line(FieldWriter& out, const OrderLine& line, Currency usual) {
  out.text_if_any(no(LineField::product_id), line.product_id);
  out.text_if_any(no(LineField::variant_id), line.variant_id);
  out.signed_number(no(LineField::quantity), line.quantity.thousandths);
  write_amount(out, no(LineField::price_minor), no(LineField::price_currency), line.price, usual);
  write_amount(out, no(LineField::discount_minor), no(LineField::discount_currency), line.discount, usual);
  out.text_if_any(no(LineField::recommendation_id), line.recommendation_id);
  out.text_if_any(no(LineField::properties), line.properties);
  if (line.refunded.thousandths != 0) out.signed_number(no(LineField::refunded), line.refunded.thousandths);
}

bool read_fields(std::string_view bytes, OrderLine& line, Currency usual) {
  TypedReader in(bytes);
  while (in.next()) {
    switch (static_cast<LineField>(in.number())) {
      case LineField::product_id:
        in.read(line.product_id);
        break;
      case LineField::variant_id:
        in.read(line.variant_id);
        break;
      case LineField::quantity:
        in.read(line.quantity);
        break;
      case LineField::price_minor:
        line.price = {in.signed_number(), usual};
        break;
      case LineField::price_currency:
        in.read(line.price.currency);
        break;
      case LineField::discount_minor:
        line.discount = {in.signed_number(), usual};
        break;
      case LineField::discount_currency:
        in.read(line.discount.currency);
        break;
      case LineField::recommendation_id:
        in.read(line.recommendation_id);
        break;
      case LineField::properties:
        in.read(line.properties);
        break;
      case LineField::refunded:
        in.read(line.refunded);
        break;
    }
  }
  return in.good();
}

template <class Record>
std::string encode_fields(const Record& record) {
  std::string out;
  FieldWriter writer(out);
  write_fields(writer, record);
  return out;
}

template <class Record>
Result<Record> decode_fields(std::string_view bytes, std::string_view what) {
  Record record;
  if (!read_fields(bytes, record)) return corrupt(fmt::format("a stored {} can't be read", what));
  return record;
}

}  // namespace

void write_fields(FieldWriter& out, const Order& order) {
  out.text_if_any(no(OrderField::order_id), order.order_id);
  out.text_if_any(no(OrderField::user_id), order.user_id);
  out.text_if_any(no(OrderField::anonymous_id), order.anonymous_id);
  out.text_if_any(no(OrderField::email_hash), order.email_hash);
  out.signed_number(no(OrderField::placed_at), micros(order.placed_at));
  write_time_if_any(out, no(OrderField::updated_at), order.updated_at);
  out.text_if_any(no(OrderField::currency), order.currency.code());
  out.text_if_any(no(OrderField::status), order.status);
  for (const OrderLine& line : order.lines) {
    out.nested(no(OrderField::line), [&](FieldWriter& in) { write_line(in, line, order.currency); });
  }
  out.text_if_any(no(OrderField::properties), order.properties);
  out.flag_if_set(no(OrderField::cancelled), order.cancelled);
}

void write_fields(FieldWriter& out, const Event& event) {
  out.text_if_any(no(EventField::event_id), event.event_id);
  out.number(no(EventField::type), static_cast<unsigned>(event.type));
  out.text_if_any(no(EventField::user_id), event.user_id);
  out.text_if_any(no(EventField::anonymous_id), event.anonymous_id);
  out.text_if_any(no(EventField::product_id), event.product_id);
  out.signed_number(no(EventField::at), micros(event.at));
  out.signed_number(no(EventField::quantity), event.quantity.thousandths);
  out.text_if_any(no(EventField::recommendation_id), event.recommendation_id);
  out.text_if_any(no(EventField::query), event.query);
  out.text_if_any(no(EventField::properties), event.properties);
  out.text_if_any(no(EventField::order_id), event.order_id);
}

void write_fields(FieldWriter& out, const Product& product) {
  out.text_if_any(no(ProductField::product_id), product.product_id);
  out.text_if_any(no(ProductField::title), product.title);
  out.text_if_any(no(ProductField::description), product.description);
  if (product.price) {
    out.signed_number(no(ProductField::price_minor), product.price->minor);
    out.text_if_any(no(ProductField::price_currency), product.price->currency.code());
  }
  if (product.stock) out.signed_number(no(ProductField::stock), *product.stock);
  for (const std::string& category : product.categories) out.text(no(ProductField::category), category);
  out.text_if_any(no(ProductField::brand), product.brand);
  out.text_if_any(no(ProductField::image), product.image);
  out.text_if_any(no(ProductField::link), product.link);
  out.text_if_any(no(ProductField::group_id), product.group_id);
  write_time_if_any(out, no(ProductField::available_from), product.available_from);
  write_time_if_any(out, no(ProductField::available_until), product.available_until);
  out.text_if_any(no(ProductField::properties), product.properties);
  out.flag_if_set(no(ProductField::hidden), product.hidden);
}

void write_fields(FieldWriter& out, const User& user) {
  out.text_if_any(no(UserField::user_id), user.user_id);
  out.text_if_any(no(UserField::email_hash), user.email_hash);
  for (const std::string& id : user.anonymous_ids) out.text(no(UserField::anonymous_id), id);
  out.text_if_any(no(UserField::properties), user.properties);
  out.flag_if_set(no(UserField::refused), user.consent == Consent::no);
  out.flag_if_set(no(UserField::agreed), user.consent == Consent::yes);
}

bool read_fields(std::string_view bytes, Order& order) {
  TypedReader in(bytes);
  while (in.next()) {
    switch (static_cast<OrderField>(in.number())) {
      case OrderField::order_id:
        in.read(order.order_id);
        break;
      case OrderField::user_id:
        in.read(order.user_id);
        break;
      case OrderField::anonymous_id:
        in.read(order.anonymous_id);
        break;
      case OrderField::email_hash:
        in.read(order.email_hash);
        break;
      case OrderField::placed_at:
        in.read(order.placed_at);
        break;
      case OrderField::updated_at:
        in.read(order.updated_at);
        break;
      case OrderField::currency:
        in.read(order.currency);
        break;
      case OrderField::status:
        in.read(order.status);
        break;
      case OrderField::line:
        in.expect(read_fields(in.nested(), order.lines.emplace_back(), order.currency));
        break;
      case OrderField::properties:
        in.read(order.properties);
        break;
      case OrderField::cancelled:
        order.cancelled = in.flag();
        break;
    }
  }
  return in.good();
}

bool read_fields(std::string_view bytes, Event& event) {
  TypedReader in(bytes);
  while (in.next()) {
    switch (static_cast<EventField>(in.number())) {
      case EventField::event_id:
        in.read(event.event_id);
        break;
      case EventField::type:
        event.type = static_cast<EventType>(in.choice(kLastEventType));
        break;
      case EventField::user_id:
        in.read(event.user_id);
        break;
      case EventField::anonymous_id:
        in.read(event.anonymous_id);
        break;
      case EventField::product_id:
        in.read(event.product_id);
        break;
      case EventField::at:
        in.read(event.at);
        break;
      case EventField::quantity:
        in.read(event.quantity);
        break;
      case EventField::recommendation_id:
        in.read(event.recommendation_id);
        break;
      case EventField::query:
        in.read(event.query);
        break;
      case EventField::properties:
        in.read(event.properties);
        break;
      case EventField::order_id:
        in.read(event.order_id);
        break;
    }
  }
  return in.good();
}

bool read_fields(std::string_view bytes, Product& product) {
  TypedReader in(bytes);
  while (in.next()) {
    switch (static_cast<ProductField>(in.number())) {
      case ProductField::product_id:
        in.read(product.product_id);
        break;
      case ProductField::title:
        in.read(product.title);
        break;
      case ProductField::description:
        in.read(product.description);
        break;
      case ProductField::price_minor:
        product.price = Money{in.signed_number(), {}};
        break;
      case ProductField::price_currency:
        in.expect(product.price.has_value());
        if (product.price) in.read(product.price->currency);
        break;
      case ProductField::stock:
        product.stock = in.signed_number();
        break;
      case ProductField::category:
        in.read(product.categories.emplace_back());
        break;
      case ProductField::brand:
        in.read(product.brand);
        break;
      case ProductField::image:
        in.read(product.image);
        break;
      case ProductField::link:
        in.read(product.link);
        break;
      case ProductField::group_id:
        in.read(product.group_id);
        break;
      case ProductField::available_from:
        in.read(product.available_from);
        break;
      case ProductField::available_until:
        in.read(product.available_until);
        break;
      case ProductField::properties:
        in.read(product.properties);
        break;
      case ProductField::hidden:
        product.hidden = in.flag();
        break;
    }
  }
  return in.good();
}

bool read_fields(std::string_view bytes, User& user) {
  TypedReader in(bytes);
  while (in.next()) {
    switch (static_cast<UserField>(in.number())) {
      case UserField::user_id:
        in.read(user.user_id);
        break;
      case UserField::email_hash:
        in.read(user.email_hash);
        break;
      case UserField::anonymous_id:
        in.read(user.anonymous_ids.emplace_back());
        break;
      case UserField::properties:
        in.read(user.properties);
        break;
      case UserField::refused:
        if (in.flag()) user.consent = Consent::no;
        break;
      case UserField::agreed:
        if (in.flag()) user.consent = Consent::yes;
        break;
    }
  }
  return in.good();
}

std::string encode_order(const Order& order) { return encode_fields(order); }
std::string encode_product(const Product& product) { return encode_fields(product); }
std::string encode_user(const User& user) { return encode_fields(user); }
Result<Order> decode_order(std::string_view bytes) { return decode_fields<Order>(bytes, "order"); }
Result<Product> decode_product(std::string_view bytes) { return decode_fields<Product>(bytes, "product"); }
Result<User> decode_user(std::string_view bytes) { return decode_fields<User>(bytes, "user"); }

}  // namespace suggestd
