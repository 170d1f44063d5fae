#include "evaluate/last_basket.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "evaluate/offline_shop.h"
#include "evaluate/split.h"

namespace suggestd::evaluate {
namespace {

using Clock = std::chrono::steady_clock;

const Timestamp kPrediction{std::chrono::hours(24 * 365 * 50)};
constexpr std::chrono::hours kBetweenBaskets{24 * 7};

struct DatedBasket {
  Timestamp at;
  const std::string* user;
  const Basket* products;
};

// What is learned, in the order of a log.
std::vector<DatedBasket> training_baskets(const std::vector<UserBaskets>& users) {
  std::vector<DatedBasket> dated;
  for (const UserBaskets& user : users) {
    const std::size_t learned = user.baskets.size() - 1;
    for (std::size_t b = 0; b < learned; ++b) {
      const auto weeks_before = static_cast<std::int64_t>(learned - b);
      dated.push_back({kPrediction - kBetweenBaskets * weeks_before, &user.user, &user.baskets[b]});
    }
  }
  std::stable_sort(dated.begin(), dated.end(),
                   [](const DatedBasket& a, const DatedBasket& b) { return a.at < b.at; });
  return dated;
}

std::unordered_map<std::string, std::size_t> count_people(const std::vector<UserBaskets>& users) {
  std::unordered_map<std::string, std::size_t> people_with;
  for (const UserBaskets& user : users) {
    std::set<std::string_view> mine;
    for (std::size_t b = 0; b + 1 < user.baskets.size(); ++b)
      mine.insert(user.baskets[b].begin(), user.baskets[b].end());
    for (const std::string_view product : mine) ++people_with[std::string(product)];
  }
  return people_with;
}

std::size_t count_products(const std::vector<UserBaskets>& users) {
  std::set<std::string_view> products;
  for (const UserBaskets& user : users) {
    for (const Basket& basket : user.baskets) products.insert(basket.begin(), basket.end());
  }
  return products.size();
}

}  // namespace

Result<Report> evaluate_last_basket(const LastBasketOptions& options) {
  Result<std::vector<UserBaskets>> users = read_baskets(options.file);
  if (!users) return std::move(users).error();
  std::erase_if(*users, [](const UserBaskets& user) { return user.baskets.size() < 2; });
  if (users->empty()) return invalid(options.file.string() + ": nobody has two baskets");

  OfflineShop shop(options.model);
  for (const DatedBasket& basket : training_baskets(*users))
    shop.add_order(*basket.user, *basket.products, basket.at);
  Report report;
  report.protocol = "last-basket";
  report.at = options.at;
  report.train_seconds = shop.train();
  if (options.progress) options.progress(fmt::format("trained in {:.1f} s", report.train_seconds));

  const std::unordered_map<std::string, std::size_t> people_with = count_people(*users);
  QualityAdder adder(options.at, count_products(*users), users->size(), people_with);
  recommend::Request request;
  request.limit = options.at;
  request.include_bought = true;
  request.now = kPrediction;
  const std::size_t count =
      options.sample_users == 0 ? users->size() : std::min(options.sample_users, users->size());
  const Clock::time_point start = Clock::now();
  for (std::size_t i = 0; i < count; ++i) {
    const UserBaskets& user = (*users)[i * users->size() / count];
    request.user_id = user.user;
    const Result<std::vector<std::string>> list = shop.list(request);
    if (!list) return list.error();
    adder.add(*list, user.baskets.back());
  }
  const std::chrono::duration<double, std::micro> spent = Clock::now() - start;
  report.blend = adder.quality();
  report.microseconds_per_list = spent.count() / static_cast<double>(count);
  report.settings["dimensions"] = fmt::format("{}", options.model.factors.dim);
  return report;
}

}  // namespace suggestd::evaluate
