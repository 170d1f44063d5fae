#include "records/order_json.h"

#include <fmt/format.h>

#include "records/json_reader.h"
#include "records/json_writer.h"

namespace suggestd {
namespace {

OrderLine read_line(const Json& json, std::string pointer, Currency currency, FieldErrors& errors) {
  OrderLine line;
  ObjectReader in(json, std::move(pointer), errors);
  in.id("product_id", Need::required, line.product_id);
  in.id("variant_id", Need::optional, line.variant_id);
  in.quantity("quantity", Need::required, line.quantity);
  in.money("price", Need::required, currency, line.price);
  in.money("discount", Need::optional, currency, line.discount);
  in.recommendation_id("recommendation_id", line.recommendation_id);
  in.properties("properties", line.properties);
  in.refunded("refunded", line.refunded);
  in.finish();
  if (line.refunded > line.quantity) in.bad("refunded", "is more than the quantity");
  return line;
}

void read_lines(ObjectReader& in, Order& order, FieldErrors& errors) {
  const Json* lines = in.array("lines", Need::required);
  if (lines == nullptr) return;
  if (lines->empty()) return in.bad("lines", "is empty; an order has at least one line");
  if (lines->size() > kMaxOrderLines) {
    return in.bad("lines", fmt::format("has {} lines; at most {} are taken", lines->size(), kMaxOrderLines));
  }
  order.lines.reserve(lines->size());
  for (std::size_t i = 0; i < lines->size(); ++i) {
    order.lines.push_back(read_line((*lines)[i], fmt::format("/lines/{}", i), order.currency, errors));
  }
}

void append_line(std::string& out, const OrderLine& line) {
  ObjectWriter object(out);
  object.text("product_id", line.product_id);
  object.text_if_any("variant_id", line.variant_id);
  object.quantity("quantity", line.quantity);
  if (line.price.currency.known()) object.money("price", line.price);
  if (line.discount.currency.known()) object.money("discount", line.discount);
  object.text_if_any("recommendation_id", line.recommendation_id);
  object.raw_if_any("properties", line.properties);
  if (line.refunded.thousandths != 0) object.quantity("refunded", line.refunded);
  object.close();
}

std::optional<std::string> line_difference(const OrderLine& a, const OrderLine& b) {
  if (a.product_id != b.product_id) return "product_id";
  if (a.variant_id != b.variant_id) return "variant_id";
  if (a.quantity != b.quantity) return "quantity";
  if (a.price != b.price) return "price";
  if (a.discount != b.discount) return "discount";
  if (a.recommendation_id != b.recommendation_id) return "recommendation_id";
  if (a.properties != b.properties) return "properties";
  return std::nullopt;
}

}  // namespace

Result<Order> parse_order(std::string_view json, Currency standard) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  Order order;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  in.id("order_id", Need::required, order.order_id);
  in.id("user_id", Need::optional, order.user_id);
  in.id("anonymous_id", Need::optional, order.anonymous_id);
  in.id("email_hash", Need::optional, order.email_hash);
  in.time("placed_at", Need::required, order.placed_at);
  in.time("updated_at", order.updated_at);
  order.currency = standard;
  in.currency("currency", standard.known() ? Need::optional : Need::required, order.currency);
  in.text("status", order.status);
  read_lines(in, order, errors);
  in.properties("properties", order.properties);
  in.flag("cancelled", order.cancelled);
  if (body->root().is_object()) {
    in.finish();
    const bool nobody = order.user_id.empty() && order.anonymous_id.empty() && order.email_hash.empty();
    const bool said = body->root().contains("user_id") || body->root().contains("anonymous_id") ||
                      body->root().contains("email_hash");
    if (nobody && (!said || !errors.any())) {
      in.bad("user_id", "is missing; an order needs a user_id, an anonymous_id or an email_hash");
    }
  }
  if (errors.any()) return errors.error();
  return order;
}

void append_json(std::string& out, const Order& order) {
  ObjectWriter object(out);
  object.text("order_id", order.order_id);
  object.text_if_any("user_id", order.user_id);
  object.text_if_any("anonymous_id", order.anonymous_id);
  object.text_if_any("email_hash", order.email_hash);
  object.time("placed_at", order.placed_at);
  if (order.updated_at) object.time("updated_at", *order.updated_at);
  object.text("currency", order.currency.code());
  object.text_if_any("status", order.status);
  object.name("lines");
  char before = '[';
  for (const OrderLine& line : order.lines) {
    out += before;
    append_line(out, line);
    before = ',';
  }
  out += order.lines.empty() ? "[]" : "]";
  object.raw_if_any("properties", order.properties);
  if (order.cancelled) object.flag("cancelled", true);
  object.close();
}

std::string to_json(const Order& order) {
  std::string out;
  append_json(out, order);
  return out;
}

std::optional<std::string> order_content_difference(const Order& a, const Order& b) {
  if (a.order_id != b.order_id) return "/order_id";
  if (a.user_id != b.user_id) return "/user_id";
  if (a.anonymous_id != b.anonymous_id) return "/anonymous_id";
  if (a.email_hash != b.email_hash) return "/email_hash";
  if (a.placed_at != b.placed_at) return "/placed_at";
  if (a.updated_at != b.updated_at) return "/updated_at";
  if (a.currency != b.currency) return "/currency";
  if (a.status != b.status) return "/status";
  for (std::size_t i = 0; i < a.lines.size() && i < b.lines.size(); ++i) {
    if (const auto field = line_difference(a.lines[i], b.lines[i]))
      return fmt::format("/lines/{}/{}", i, *field);
  }
  if (a.lines.size() != b.lines.size())
    return fmt::format("/lines/{}", std::min(a.lines.size(), b.lines.size()));
  if (a.properties != b.properties) return "/properties";
  return std::nullopt;
}

}  // namespace suggestd
