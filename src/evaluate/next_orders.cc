#include "evaluate/next_orders.h"

#include <algorithm>
#include <chrono>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "base/parallel.h"
#include "evaluate/offline_shop.h"

namespace suggestd::evaluate {
namespace {

using Clock = std::chrono::steady_clock;
using Counts = std::unordered_map<std::string, std::size_t>;
using Orders = std::span<const CustomerOrder>;

constexpr std::uint64_t kPercent = 100;

struct Stopped {};

Timestamp time_of(double day) {
  return Timestamp(
      std::chrono::round<std::chrono::microseconds>(std::chrono::duration<double, std::ratio<86400>>(day)));
}

// Most first; of equals the one whose name comes first.
std::vector<std::string> by_count(const Counts& counts) {
  std::vector<std::pair<std::string, std::size_t>> sorted(counts.begin(), counts.end());
  std::ranges::sort(sorted, [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  std::vector<std::string> products;
  for (auto& [product, count] : sorted) products.push_back(std::move(product));
  return products;
}

class NextOrders {
 public:
  NextOrders(const std::vector<CustomerOrder>& orders, const NextOrdersOptions& options)
      : options_(options),
        learned_(Orders(orders).first(cut(orders.size(), options.test_share))),
        later_(Orders(orders).subspan(learned_.size())),
        shop_(options.model) {}

  Result<Report> run() {
    for (const CustomerOrder& order : learned_) note(order);
    const std::vector<const CustomerOrder*> scored = sample(first_later_orders());
    if (scored.empty()) return invalid("no customer of the earlier orders placed one of the later orders");
    Report report;
    report.protocol = "next-order";
    report.at = options_.at;
    report.train_seconds = train();
    const Clock::time_point start = Clock::now();
    if (Status asked = ask(scored, report); !asked) return std::move(asked).error();
    report.microseconds_per_list = std::chrono::duration<double, std::micro>(Clock::now() - start).count() /
                                   static_cast<double>(scored.size());
    add_simple_lists(scored, report);
    report.settings["dimensions"] = fmt::format("{}", options_.model.factors.dim);
    report.settings["orders learned"] = fmt::format("{}", learned_.size());
    report.settings["orders held back"] = fmt::format("{}", later_.size());
    const auto& blend = shop_.snapshot().blend;
    report.settings["blend"] = blend != nullptr && !blend->choices.all.empty() ? "learned" : "fixed";
    return report;
  }

 private:
  static std::size_t cut(std::size_t orders, double share) {
    const auto held = static_cast<std::size_t>(static_cast<double>(orders) * share);
    return orders - std::min(orders, held);
  }

  void note(const CustomerOrder& order) {
    Counts& bought = customers_[order.user];
    for (const std::string& product : order.products) {
      if (++bought[product] == 1) ++people_with_[product];
    }
  }

  std::vector<const CustomerOrder*> first_later_orders() const {
    std::vector<const CustomerOrder*> first;
    std::unordered_set<std::string_view> seen;
    for (const CustomerOrder& order : later_) {
      if (customers_.contains(order.user) && seen.insert(order.user).second) first.push_back(&order);
    }
    return first;
  }

  std::vector<const CustomerOrder*> sample(std::vector<const CustomerOrder*> all) const {
    if (options_.sample_users == 0 || options_.sample_users >= all.size()) return all;
    std::vector<const CustomerOrder*> some;
    for (std::size_t i = 0; i < options_.sample_users; ++i)
      some.push_back(all[i * all.size() / options_.sample_users]);
    return some;
  }

  void go_on(std::string_view words, std::uint64_t done, std::uint64_t total) const {
    if (options_.stop.stop_requested()) throw Stopped();
    if (options_.tell) options_.tell(words, done, total);
  }

  double train() {
    for (std::size_t i = 0; i < learned_.size(); ++i) {
      go_on("learning", i, learned_.size());
      shop_.add_order(learned_[i].user, learned_[i].products, time_of(learned_[i].day));
    }
    const std::size_t threads = options_.model.threads == 0 ? default_thread_count() : options_.model.threads;
    const auto on_progress = [this](double done) {
      go_on("training", static_cast<std::uint64_t>(done * kPercent), kPercent);
    };
    double seconds = shop_.train(on_progress);
    go_on("weighing the lanes", 0, 0);
    seconds += shop_.fit_blend(threads, options_.stop);
    return seconds;
  }

  QualityAdder adder() const { return {options_.at, people_with_.size(), customers_.size(), people_with_}; }

  Status ask(const std::vector<const CustomerOrder*>& scored, Report& report) const {
    QualityAdder quality = adder();
    recommend::Request request;
    request.limit = options_.at;
    request.include_bought = true;
    for (std::size_t i = 0; i < scored.size(); ++i) {
      go_on("predicting", i, scored.size());
      request.user_id = scored[i]->user;
      request.now = time_of(scored[i]->day);
      const Result<std::vector<std::string>> list = shop_.list(request);
      if (!list) return list.error();
      quality.add(*list, scored[i]->products);
    }
    report.blend = quality.quality();
    return {};
  }

  void add_simple_lists(const std::vector<const CustomerOrder*>& scored, Report& report) const {
    std::vector<std::string> popular = by_count(people_with_);
    if (popular.size() > options_.at) popular.resize(options_.at);
    QualityAdder popularity = adder();
    QualityAdder frequency = adder();
    for (const CustomerOrder* order : scored) {
      popularity.add(popular, order->products);
      std::vector<std::string> own = by_count(customers_.at(order->user));
      for (const std::string& product : popular) {
        if (std::ranges::find(own, product) == own.end()) own.push_back(product);
      }
      frequency.add(own, order->products);
    }
    report.lanes["popularity"] = popularity.quality();
    report.lanes["frequency"] = frequency.quality();
  }

  const NextOrdersOptions& options_;
  const Orders learned_;
  const Orders later_;
  OfflineShop shop_;
  std::unordered_map<std::string, Counts> customers_;  // of the learned orders: orders with each product
  Counts people_with_;                                 // customers with each product
};

}  // namespace

Result<Report> evaluate_next_orders(const std::vector<CustomerOrder>& orders,
                                    const NextOrdersOptions& options) {
  try {
    return NextOrders(orders, options).run();
  } catch (const Stopped&) {
    return Error(ErrorKind::busy, "the evaluation was stopped");
  }
}

}  // namespace suggestd::evaluate
