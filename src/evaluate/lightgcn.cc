#include "evaluate/lightgcn.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "evaluate/offline_shop.h"

namespace suggestd::evaluate {
namespace {

using Clock = std::chrono::steady_clock;

// The sets have no times; one moment for all makes age and decay neutral.
const Timestamp kMoment{std::chrono::hours(24 * 365 * 50)};

struct Split {
  std::vector<UserItems> train;
  std::vector<UserItems> test;  // people with at least one item
  std::size_t products = 0;     // in train or test
  std::unordered_map<std::string, std::size_t> people_with;
};

Result<Split> read_split(const LightgcnOptions& options) {
  Result<std::vector<UserItems>> train = read_lightgcn(options.train);
  if (!train) return std::move(train).error();
  Result<std::vector<UserItems>> test = read_lightgcn(options.test);
  if (!test) return std::move(test).error();
  Split split{std::move(*train), std::move(*test), 0, {}};
  std::erase_if(split.test, [](const UserItems& user) { return user.items.empty(); });
  if (split.test.empty()) return invalid(options.test.string() + ": nobody has a test item");
  std::set<std::string_view> products;
  for (const UserItems& user : split.test) products.insert(user.items.begin(), user.items.end());
  for (const UserItems& user : split.train) {
    products.insert(user.items.begin(), user.items.end());
    for (const std::string& item : user.items) ++split.people_with[item];
  }
  split.products = products.size();
  return split;
}

// Every n-th person, so that about `sample` are left.
std::vector<const UserItems*> sampled(const std::vector<UserItems>& users, std::size_t sample) {
  std::vector<const UserItems*> chosen;
  const std::size_t count = sample == 0 ? users.size() : std::min(sample, users.size());
  for (std::size_t i = 0; i < count; ++i) chosen.push_back(&users[i * users.size() / count]);
  return chosen;
}

Result<Quality> score(const OfflineShop& shop, const Split& split, const LightgcnOptions& options) {
  QualityAdder adder(options.at, split.products, split.train.size(), split.people_with);
  recommend::Request request;
  request.limit = options.at;
  request.now = kMoment;
  for (const UserItems* user : sampled(split.test, options.sample_users)) {
    request.user_id = user->user;
    const Result<std::vector<std::string>> list = shop.list(request);
    if (!list) return list.error();
    adder.add(*list, user->items);
  }
  return adder.quality();
}

}  // namespace

Result<Report> evaluate_lightgcn(const LightgcnOptions& options) {
  const Result<Split> split = read_split(options);
  if (!split) return split.error();
  OfflineShop shop(options.model);
  for (const UserItems& user : split->train) {
    for (const std::string& item : user.items) shop.add_purchase(user.user, item, kMoment);
  }
  if (options.progress)
    options.progress(fmt::format("read {} people, {} products", split->train.size(), split->products));
  Report report;
  report.protocol = "lightgcn";
  report.at = options.at;
  report.train_seconds = shop.train();
  if (options.progress) options.progress(fmt::format("trained in {:.1f} s", report.train_seconds));
  const Clock::time_point start = Clock::now();
  Result<Quality> blend = score(shop, *split, options);
  if (!blend) return std::move(blend).error();
  report.blend = *blend;
  const std::chrono::duration<double, std::micro> spent = Clock::now() - start;
  report.microseconds_per_list = spent.count() / static_cast<double>(report.blend.users);
  report.settings["dimensions"] = fmt::format("{}", options.model.factors.dim);
  return report;
}

}  // namespace suggestd::evaluate
