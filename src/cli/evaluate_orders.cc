#include "cli/evaluate_orders.h"

#include <algorithm>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "connect/formats/open_documents.h"
#include "connect/sources/export_source.h"
#include "records/order_json.h"

namespace suggestd::cli {
namespace {

Status add_order(std::string_view json, std::vector<Order>& orders) {
  auto order = parse_order(json);
  if (!order) return std::move(order).error();
  orders.push_back(*std::move(order));
  return {};
}

Result<std::vector<Order>> orders_in_files(const std::vector<std::string>& files) {
  std::vector<Order> orders;
  Status whole;
  ImportNotes notes;
  notes.left_out = [&](const LeftOut& part) {
    if (whole) whole = invalid(fmt::format("{}: {}", part.place, part.why));
  };
  const auto source = open_documents(ImportFormat::ndjson, shop::RecordKind::orders, files, {}, notes);
  if (!source) return source.error();
  for (;;) {
    const auto document = (*source)->next();
    if (!document) return document.error();
    if (!*document) break;
    if (Status added = add_order((*document)->json, orders); !added)
      return added.error().with_context((*document)->place);
  }
  if (!whole) return whole.error();
  return orders;
}

Result<std::vector<Order>> orders_of_shop(const OrdersPlace& place, const learn::ModelOptions& model) {
  auto source = place.from.empty() ? open_store_source(place.store, place.shop, model)
                                   : open_server_source(place.from, place.key);
  if (!source) return source.error();
  std::vector<Order> orders;
  const Status read = (*source)->for_each(shop::RecordKind::orders,
                                          [&](std::string_view json) { return add_order(json, orders); });
  if (!read) return read.error();
  return orders;
}

void tell_anonymous(const std::vector<Order>& orders) {
  const auto count = std::ranges::count_if(orders, [](const Order& order) { return order.user_id.empty(); });
  if (count > 0)
    fmt::print(stderr, "suggestd: {} of {} orders have no user_id and are not measured on\n", count,
               orders.size());
}

}  // namespace

Result<std::vector<evaluate::CustomerOrder>> read_orders(const OrdersPlace& place,
                                                         const learn::ModelOptions& model) {
  if (place.format == "online-retail") {
    const std::vector<std::filesystem::path> paths(place.files.begin(), place.files.end());
    return evaluate::read_online_retail(paths);
  }
  const auto orders = place.files.empty() ? orders_of_shop(place, model) : orders_in_files(place.files);
  if (!orders) return orders.error();
  tell_anonymous(*orders);
  auto found = evaluate::customer_orders(*orders);
  if (found.empty())
    return invalid(fmt::format("none of {} orders can be measured on: they need a user_id", orders->size()));
  return found;
}

}  // namespace suggestd::cli
