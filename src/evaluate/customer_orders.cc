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

Result<std::vector<CustomerOrder>> read_online_retail(std::span<const std::filesystem::path> files) {
  OnlineRetailReader reader;
  for (const std::filesystem::path& file : files) {
    std::ifstream in(file);
    if (!in) return not_found(file.string() + ": cannot be opened");
    const Status read = reader.add(in, [](std::size_t, const std::string&) {});
    if (!read) return read.error();
  }
  std::vector<CustomerOrder> orders;
  for (const Order& order : std::move(reader).finish().orders) {
    if (order.user_id.empty()) continue;
    CustomerOrder mine{order.user_id, Days(order.placed_at.time_since_epoch()).count(), {}};
    for (const OrderLine& line : order.lines) {
      if (std::find(mine.products.begin(), mine.products.end(), line.product_id) == mine.products.end())
        mine.products.push_back(line.product_id);
    }
    if (!mine.products.empty()) orders.push_back(std::move(mine));
  }
  return orders;
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
