#include "evaluate/customer_orders.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <unordered_map>
#include <utility>

#include "records/online_retail.h"

namespace suggestd::evaluate {
namespace {

using Days = std::chrono::duration<double, std::ratio<86'400>>;

}  // namespace

std::vector<CustomerOrder> customer_orders(std::span<const Order> orders) {
  std::vector<CustomerOrder> found;
  for (const Order& order : orders) {
    if (order.user_id.empty() || order.cancelled) continue;
    CustomerOrder mine{order.user_id, Days(order.placed_at.time_since_epoch()).count(), {}};
    for (const OrderLine& line : order.lines) {
      const bool taken_back = line.refunded >= line.quantity;
      if (!taken_back && std::ranges::find(mine.products, line.product_id) == mine.products.end())
        mine.products.push_back(line.product_id);
    }
    if (!mine.products.empty()) found.push_back(std::move(mine));
  }
  std::ranges::stable_sort(found, {}, &CustomerOrder::day);
  return found;
}

Result<std::vector<CustomerOrder>> read_online_retail(std::span<const std::filesystem::path> files) {
  OnlineRetailReader reader;
  for (const std::filesystem::path& file : files) {
    std::ifstream in(file);
    if (!in) return not_found(file.string() + ": cannot be opened");
    const auto dates = OnlineRetailReader::date_order(in);
    if (!dates) return dates.error().with_context(file.string());
    std::ifstream again(file);
    const Status read = reader.add(again, dates->order, [](const BadLine&) {});
    if (!read) return read.error().with_context(file.string());
  }
  return customer_orders(std::move(reader).finish().orders);
}

std::vector<UserBaskets> baskets_of(const std::vector<CustomerOrder>& orders) {
  std::vector<UserBaskets> users;
  std::unordered_map<std::string, std::size_t> rows;
  for (const CustomerOrder& order : orders) {
    const auto [row, added] = rows.emplace(order.user, users.size());
    if (added) users.push_back({order.user, {}});
    users[row->second].baskets.push_back(order.products);
  }
  return users;
}

}  // namespace suggestd::evaluate
