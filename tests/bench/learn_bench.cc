// The costs of learning and publishing an order, of a personal list, and of a restart.
//
// The shop is invented: people with a taste buy products of that taste, the popular ones more often. It has
// SUGGESTD_BENCH_PRODUCTS products (2,000 unless set), as many people, and seven orders of three lines a
// person.
//   SUGGESTD_BENCH_PRODUCTS=100000 build/release/tests/bench/learn_bench
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "learn/lanes/served_blend.h"
#include "learn/learned_shop.h"
#include "recommend/recommender.h"
#include "records/change.h"
#include "store/tables/follower_state.h"

namespace suggestd {
namespace {

constexpr unsigned kTastes = 50;
constexpr std::size_t kOrdersEach = 7;

std::size_t product_count() {
  const char* text = std::getenv("SUGGESTD_BENCH_PRODUCTS");
  return text == nullptr ? 2'000 : static_cast<std::size_t>(std::atoll(text));
}

Timestamp day(std::size_t number) { return Timestamp{} + std::chrono::hours(24 * (18'000 + number)); }

// A checkpoint in memory.
class HeldState final : public store::FollowerState {
 public:
  Status write_checkpoint(ShopId, Position, const std::vector<store::StateRow>& rows) override {
    for (const store::StateRow& row : rows) rows_[row.key] = row.value;
    return {};
  }
  Result<Position> applied(ShopId) const override { return Position{}; }
  Result<std::optional<std::string>> get(ShopId, std::string_view key) const override {
    const auto row = rows_.find(std::string(key));
    return row == rows_.end() ? std::optional<std::string>() : std::optional<std::string>(row->second);
  }
  Status for_each(ShopId, std::string_view prefix,
                  const std::function<Status(std::string_view, std::string_view)>& visit) const override {
    for (auto row = rows_.lower_bound(std::string(prefix)); row != rows_.end(); ++row) {
      if (!row->first.starts_with(prefix)) break;
      if (Status good = visit(row->first, row->second); !good) return good;
    }
    return {};
  }
  Status clear(ShopId) override { return {}; }

 private:
  std::map<std::string, std::string> rows_;
};

class InventedShop {
 public:
  InventedShop() : model_(options()), products_(product_count()) {
    model_.defer_solving(true);
    for (std::size_t i = 0; i < products_; ++i) model_.apply(product(i));
    for (std::size_t i = 0; i < products_ * kOrdersEach; ++i) model_.apply(next_order());
    model_.train();
    model_.defer_solving(false);
    model_.set_blend(learn::fit_served_blend(*model_.publish({}), 2, {}));
    snapshot_ = model_.publish({});
  }

  static learn::ModelOptions options() {
    learn::ModelOptions options;
    options.factors.epochs = 2;
    return options;
  }

  Change next_order() {
    const std::size_t person = random_() % products_;
    Order order;
    order.order_id = fmt::format("o{}", orders_++);
    order.user_id = fmt::format("u{}", person);
    order.placed_at = day(orders_ / (products_ + 1));
    for (int i = 0; i < 3; ++i) {
      OrderLine line;
      line.product_id = fmt::format("p{}", product_for(person));
      order.lines.push_back(line);
    }
    Change change;
    change.kind = ChangeKind::order;
    change.op = ChangeOp::placed;
    change.at = order.placed_at;
    change.payload = OrderChange{order, std::nullopt};
    return change;
  }

  learn::LearnedShop& model() { return model_; }
  const learn::Snapshot& snapshot() const { return *snapshot_; }
  std::string some_person() { return fmt::format("u{}", random_() % products_); }

 private:
  // A product of the person's taste nine times in ten; the low numbers of a taste sell most.
  std::size_t product_for(std::size_t person) {
    const std::size_t taste = random_() % 10 == 0 ? random_() % kTastes : person % kTastes;
    const double uniform = static_cast<double>(random_() % 100'000) / 100'000;
    const auto place = static_cast<std::size_t>(uniform * uniform * static_cast<double>(products_ / kTastes));
    return place * kTastes + taste;
  }

  static Change product(std::size_t number) {
    Product product;
    product.product_id = fmt::format("p{}", number);
    product.title = fmt::format("Product {}", number);
    product.price = Money{static_cast<std::int64_t>(number % 100), *Currency::parse("EUR")};
    Change change;
    change.kind = ChangeKind::product;
    change.op = ChangeOp::put;
    change.at = day(0);
    change.id = product.product_id;
    change.payload = product;
    return change;
  }

  learn::LearnedShop model_;
  std::size_t products_;
  std::size_t orders_ = 0;
  std::mt19937_64 random_{7};
  std::shared_ptr<const learn::Snapshot> snapshot_;
};

InventedShop& shop() {
  static InventedShop shop;
  return shop;
}

void learn_and_publish_order(benchmark::State& state) {
  InventedShop& the_shop = shop();
  for (auto _ : state) {
    the_shop.model().apply(the_shop.next_order());
    benchmark::DoNotOptimize(the_shop.model().publish({}));
  }
}
BENCHMARK(learn_and_publish_order)->Unit(benchmark::kMicrosecond);

void solve_waiting_row(benchmark::State& state) {
  InventedShop& the_shop = shop();
  for (auto _ : state) {
    if (the_shop.model().waiting() == 0) {
      state.PauseTiming();
      for (int i = 0; i < 100; ++i) the_shop.model().apply(the_shop.next_order());
      state.ResumeTiming();
    }
    the_shop.model().solve_waiting(1);
  }
}
BENCHMARK(solve_waiting_row)->Unit(benchmark::kMicrosecond);

// Lists by the learned blend, with or without products bought before, or by the fixed sum of the lanes.
enum class How { learned, learned_with_bought, fixed_sum };

void for_you(benchmark::State& state, How how, const std::string& filter) {
  InventedShop& the_shop = shop();
  const model::BlendChoices& choices = the_shop.snapshot().blend->choices;
  if (how == How::learned && choices.fresh.empty()) return state.SkipWithError("no blend was learned");
  if (how == How::learned_with_bought && choices.all.empty())
    return state.SkipWithError("no blend was learned");
  recommend::Request request;
  if (how == How::learned_with_bought) request.include_bought = true;
  if (how == How::fixed_sum) request.lanes.emplace();
  request.limit = 10;
  request.filter = filter;
  request.now = day(100);
  for (auto _ : state) {
    request.user_id = the_shop.some_person();
    benchmark::DoNotOptimize(recommend::recommend(the_shop.snapshot(), request));
  }
}
BENCHMARK_CAPTURE(for_you, all, How::learned, "")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(for_you, with_bought, How::learned_with_bought, "")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(for_you, fixed_sum, How::fixed_sum, "")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(for_you, filter_keeps_half, How::learned, "price < 0.5")->Unit(benchmark::kMicrosecond);

void restore_checkpoint(benchmark::State& state) {
  static HeldState held;
  static const bool saved = held.write_checkpoint({}, {}, shop().model().take_unsaved().encode()).ok();
  for (auto _ : state) {
    learn::LearnedShop model(InventedShop::options());
    if (!saved || !model.restore(held, {}).ok()) state.SkipWithError("restore failed");
    benchmark::DoNotOptimize(model.publish({}));
  }
}
BENCHMARK(restore_checkpoint)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace suggestd

BENCHMARK_MAIN();
