#include "evaluate/make_split.h"

#include <algorithm>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

namespace suggestd::evaluate {
namespace {

// A person's products by their first purchase.
std::vector<std::string> in_order_of_first_purchase(const UserBaskets& user) {
  std::vector<std::string> items;
  std::set<std::string> seen;
  for (const Basket& basket : user.baskets) {
    for (const std::string& product : basket) {
      if (seen.insert(product).second) items.push_back(product);
    }
  }
  return items;
}

}  // namespace

Result<Split> given_split(const std::filesystem::path& train_file, const std::filesystem::path& test_file) {
  Result<std::vector<UserItems>> train = read_lightgcn(train_file);
  if (!train) return std::move(train).error();
  Result<std::vector<UserItems>> test = read_lightgcn(test_file);
  if (!test) return std::move(test).error();
  std::erase_if(*test, [](const UserItems& user) { return user.items.empty(); });
  if (test->empty()) return invalid(test_file.string() + ": nobody has a test item");
  return Split{std::move(*train), std::move(*test)};
}

Split leave_last_out(const std::vector<UserBaskets>& users) {
  Split split;
  for (const UserBaskets& user : users) {
    UserItems learned{user.user, in_order_of_first_purchase(user)};
    if (learned.items.size() >= 2) {
      split.test.push_back({user.user, {learned.items.back()}});
      learned.items.pop_back();
    }
    if (!learned.items.empty()) split.train.push_back(std::move(learned));
  }
  return split;
}

Split split_by_time(const std::vector<CustomerOrder>& orders, double share) {
  const auto kept = static_cast<std::size_t>((1 - share) * static_cast<double>(orders.size()));
  Split split;
  std::unordered_map<std::string, std::size_t> rows;
  for (const UserBaskets& user :
       baskets_of({orders.begin(), orders.begin() + static_cast<std::ptrdiff_t>(kept)})) {
    rows.emplace(user.user, split.train.size());
    split.train.push_back({user.user, in_order_of_first_purchase(user)});
  }
  for (const UserBaskets& user :
       baskets_of({orders.begin() + static_cast<std::ptrdiff_t>(kept), orders.end()})) {
    const auto row = rows.find(user.user);
    if (row == rows.end()) continue;
    const std::vector<std::string>& learned = split.train[row->second].items;
    const std::set<std::string> had(learned.begin(), learned.end());
    UserItems later{user.user, in_order_of_first_purchase(user)};
    std::erase_if(later.items, [&](const std::string& product) { return had.contains(product); });
    if (!later.items.empty()) split.test.push_back(std::move(later));
  }
  return split;
}

}  // namespace suggestd::evaluate
