// Random records for property tests: small, but with every field now and then set.
#pragma once

#include <string>
#include <vector>

#include <rapidcheck.h>

#include "base/unique_id.h"
#include "records/change.h"

namespace suggestd::arbitrary {

inline std::string text() { return *rc::gen::string<std::string>(); }

inline std::string id() {
  return *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange('a', 'f')));
}

// The id of an answered list, or none.
inline std::string list_id_or_none() {
  if (*rc::gen::arbitrary<bool>()) return "";
  IdBits bits{};
  for (std::uint8_t& byte : bits) byte = *rc::gen::arbitrary<std::uint8_t>();
  return to_ulid(bits);
}

inline std::string id_or_none() { return *rc::gen::arbitrary<bool>() ? id() : std::string(); }

// JSON in the form that the parsers keep: sorted keys, no blanks.
inline std::string properties() {
  return *rc::gen::element<std::string>("", R"({"colour":"red"})", R"({"a":[1,2.5,null],"b":{"c":true}})");
}

// Between 1970 and 2200, the years that the API takes.
inline Timestamp time() {
  return Timestamp(std::chrono::microseconds(*rc::gen::inRange<std::int64_t>(0, 7'258'118'400'000'000)));
}

inline std::optional<Timestamp> time_or_none() {
  return *rc::gen::arbitrary<bool>() ? std::optional(time()) : std::nullopt;
}

inline Currency currency() {
  return *Currency::parse(*rc::gen::element<std::string>("GBP", "EUR", "JPY", "KWD"));
}

inline std::int64_t amount() { return *rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000); }
inline Quantity quantity() { return {*rc::gen::inRange<std::int64_t>(1, 10'000'000)}; }

// A line such as the API takes: amounts in the order's currency.
inline OrderLine line(Currency in) {
  OrderLine line;
  line.product_id = id();
  line.variant_id = id_or_none();
  line.quantity = quantity();
  line.price = {amount(), in};
  if (*rc::gen::arbitrary<bool>()) line.discount = {amount(), in};
  line.recommendation_id = list_id_or_none();
  line.properties = properties();
  line.refunded = {*rc::gen::inRange<std::int64_t>(0, line.quantity.thousandths + 1)};
  return line;
}

inline Order order() {
  Order order;
  order.order_id = id();
  order.user_id = id();
  order.anonymous_id = id_or_none();
  order.email_hash = id_or_none();
  order.placed_at = time();
  order.updated_at = time_or_none();
  order.currency = currency();
  order.status = id_or_none();
  const int lines = *rc::gen::inRange(1, 5);
  for (int i = 0; i < lines; ++i) order.lines.push_back(line(order.currency));
  order.properties = properties();
  order.cancelled = *rc::gen::arbitrary<bool>();
  return order;
}

inline Event event() {
  Event event;
  event.event_id = id_or_none();
  event.type = static_cast<EventType>(*rc::gen::inRange(1, 12));
  if (!is_consent(event.type)) event.user_id = id();
  event.anonymous_id = is_consent(event.type) ? id() : id_or_none();
  event.product_id = id();
  event.at = time();
  event.quantity = quantity();
  event.recommendation_id = list_id_or_none();
  event.query = event.type == EventType::search ? id() : id_or_none();
  if (event.type == EventType::page_purchase) event.order_id = id();
  event.properties = properties();
  return event;
}

inline Product product() {
  Product product;
  product.product_id = id();
  product.title = id_or_none();
  product.description = id_or_none();
  if (*rc::gen::arbitrary<bool>()) product.price = Money{amount(), currency()};
  if (*rc::gen::arbitrary<bool>()) product.stock = *rc::gen::inRange<std::int64_t>(0, 1'000'000);
  product.categories = *rc::gen::elementOf(
      std::vector<std::vector<std::string>>{{}, {"Kitchen"}, {"Kitchen", "Kitchen > Tea"}});
  product.brand = id_or_none();
  product.image = id_or_none();
  product.link = id_or_none();
  product.group_id = id_or_none();
  product.available_from = time_or_none();
  // Until is after from: the API refuses a span that holds no moment.
  if (*rc::gen::arbitrary<bool>())
    product.available_until =
        product.available_from.value_or(time()) +
        std::chrono::microseconds(*rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000));
  product.properties = properties();
  product.hidden = *rc::gen::arbitrary<bool>();
  return product;
}

inline User user() {
  User user;
  user.user_id = id();
  user.email_hash = id_or_none();
  user.anonymous_ids = *rc::gen::elementOf(std::vector<std::vector<std::string>>{{}, {"x"}, {"x", "y"}});
  user.properties = properties();
  user.consent = *rc::gen::element(Consent::unset, Consent::yes, Consent::no);
  return user;
}

inline Erasure erasure() {
  Erasure erasure{id(), {}, {}, {}};
  if (*rc::gen::arbitrary<bool>())
    erasure.people = {{PersonIdKind::user, id()}, {PersonIdKind::anonymous, id()}};
  if (*rc::gen::arbitrary<bool>()) erasure.order_ids = {id(), id()};
  const auto first = *rc::gen::inRange<std::uint64_t>(1, 1'000);
  if (*rc::gen::arbitrary<bool>())
    erasure.stubs = {{Sequence{first}, Sequence{first + 5}}, {Sequence{first + 9}, Sequence{first + 9}}};
  return erasure;
}

// Any change with everything that the types allow, also changes that no API call would make.
inline Change change() {
  Change change;
  change.kind = static_cast<ChangeKind>(*rc::gen::inRange(1, 7));
  change.op = static_cast<ChangeOp>(*rc::gen::inRange(1, 11));
  change.at = time();
  switch (*rc::gen::inRange(0, 8)) {
    case 0:
      break;
    case 1: {
      OrderChange orders{order(), std::nullopt};
      if (*rc::gen::arbitrary<bool>()) orders.before = order();
      if (*rc::gen::arbitrary<bool>()) orders.after.lines.front().price.currency = currency();
      if (*rc::gen::arbitrary<bool>()) orders.after.lines.front().discount = Money{5, {}};
      change.payload = orders;
      break;
    }
    case 2:
      change.payload = event();
      break;
    case 3:
      change.payload = product();
      break;
    case 4:
      change.payload = user();
      break;
    case 5:
      change.payload = UserMerge{text(), text()};
      break;
    case 6:
      change.payload = RuleDocument{text(), text()};
      break;
    default:
      change.payload = erasure();
  }
  change.id = *rc::gen::arbitrary<bool>() ? text() : id();
  return change;
}

}  // namespace suggestd::arbitrary
