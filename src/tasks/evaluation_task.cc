#include "tasks/evaluation_task.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "connect/sources/stored_records.h"
#include "evaluate/next_orders.h"
#include "jobs/running_job.h"
#include "learn/snapshot.h"
#include "records/json_reader.h"
#include "records/order_json.h"
#include "tasks/limits.h"

namespace suggestd::tasks {
namespace {

constexpr std::int64_t kLongestList = 1'000;
constexpr std::int64_t kMostCustomers = 100'000;
constexpr std::int64_t kMostTestPercent = 90;
constexpr std::uint64_t kTellEvery = 1'000;
constexpr std::chrono::seconds kWordsWait{10};

struct Parameters {
  std::int64_t at = 20;
  std::int64_t orders = 100'000;
  std::int64_t customers = 2'000;
  std::int64_t test_percent = 20;
};

void read(ObjectReader& in, const char* name, std::int64_t most, std::int64_t& value) {
  std::optional<std::int64_t> given;
  in.whole(name, given);
  if (!given) return;
  if (*given < 1 || *given > most) in.bad(name, fmt::format("must be from 1 to {}", most));
  value = *given;
}

Result<Parameters> parse(const std::string& json) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  Parameters parameters;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  read(in, "at", kLongestList, parameters.at);
  read(in, "orders", static_cast<std::int64_t>(limits::kEvaluationOrders.most), parameters.orders);
  read(in, "customers", kMostCustomers, parameters.customers);
  read(in, "test_percent", kMostTestPercent, parameters.test_percent);
  in.finish();
  if (errors.any()) return errors.error();
  return parameters;
}

// The latest orders of those that are added in any order.
class LatestOrders {
 public:
  explicit LatestOrders(std::size_t most) : most_(most) {}

  void add(evaluate::CustomerOrder order) {
    lines_ += order.products.size();
    const double day = order.day;
    orders_.emplace(day, std::move(order));
    while (orders_.size() > most_ || lines_ > limits::kEvaluationLines.most) {
      lines_ -= orders_.begin()->second.products.size();
      orders_.erase(orders_.begin());
    }
  }
  std::vector<evaluate::CustomerOrder> by_time() && {
    std::vector<evaluate::CustomerOrder> orders;
    for (auto& [day, order] : orders_) orders.push_back(std::move(order));
    return orders;
  }

 private:
  const std::size_t most_;
  std::size_t lines_ = 0;
  std::multimap<double, evaluate::CustomerOrder> orders_;  // by day
};

// A person whom the shop may not profile is not learned from here either.
bool may_be_learned(const learn::Snapshot& snapshot, const std::string& user_id) {
  const learn::PersonState* const person = snapshot.person(PersonIdKind::user, user_id);
  return person == nullptr || person->profiling;
}

Result<std::vector<evaluate::CustomerOrder>> read_orders(store::Store& store, const shop::Shop& shop,
                                                         std::size_t most, jobs::RunningJob& job) {
  // A word that somebody gave a moment ago counts, too; of a learner that is far behind, the word that it knows.
  const auto fresh = shop.wait_for({shop::Consistency::strong, {}, kWordsWait, false});
  if (!fresh) return fresh.error();
  const std::shared_ptr<const learn::Snapshot> snapshot = shop.snapshot();
  LatestOrders latest(most);
  std::uint64_t seen = 0;
  const auto visit = [&](std::string_view json) -> Status {
    if (job.stop_asked()) return jobs::RunningJob::stopped();
    if (++seen % kTellEvery == 0) job.tell({seen, 0, "orders", "reading orders"});
    const Result<Order> order = parse_order(json);
    if (!order) return order.error();
    for (evaluate::CustomerOrder& one : evaluate::customer_orders(std::span(&*order, 1))) {
      if (may_be_learned(*snapshot, one.user)) latest.add(std::move(one));
    }
    return {};
  };
  const Status read = cli::for_each_stored(store, shop.id(), shop::RecordKind::orders, visit);
  if (!read) return read.error();
  return std::move(latest).by_time();
}

}  // namespace

const jobs::JobTraits& EvaluationTask::traits() const noexcept {
  static constexpr jobs::JobTraits kTraits{"evaluation", jobs::JobOwner::shop, true, false};
  return kTraits;
}

Status EvaluationTask::check(const jobs::JobRequest& request) const {
  if (const auto parameters = parse(request.parameters); !parameters) return parameters.error();
  if (parts_.find_shop(request.shop) == nullptr)
    return not_found(fmt::format("there is no shop '{}'", request.shop));
  return {};
}

Result<std::string> EvaluationTask::run(jobs::RunningJob& job) {
  const auto parameters = parse(job.request().parameters);
  if (!parameters) return parameters.error();
  const std::shared_ptr<shop::Shop> shop = parts_.find_shop(job.request().shop);
  if (shop == nullptr) return not_found(fmt::format("there is no shop '{}'", job.request().shop));
  const auto orders = read_orders(*parts_.store, *shop, static_cast<std::size_t>(parameters->orders), job);
  if (!orders) return orders.error();
  evaluate::NextOrdersOptions options;
  options.at = static_cast<std::size_t>(parameters->at);
  options.sample_users = static_cast<std::size_t>(parameters->customers);
  options.test_share = static_cast<double>(parameters->test_percent) / 100;
  options.model = shop->model_options();
  options.model.threads = 1;
  options.stop = job.stop();
  options.tell = [&job](std::string_view words, std::uint64_t done, std::uint64_t total) {
    const bool percent = words == "training";
    const bool people = words == "predicting";
    job.tell({done, total, percent ? "percent" : people ? "customers" : "orders", std::string(words)});
  };
  const auto report = evaluate::evaluate_next_orders(*orders, options);
  if (job.stop_asked()) return jobs::RunningJob::stopped();
  if (!report) return report.error();
  return evaluate::to_json(*report);
}

}  // namespace suggestd::tasks
