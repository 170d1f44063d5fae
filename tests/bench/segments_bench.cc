// The cost of finding a segment's people.
//
// The shop is invented: SUGGESTD_BENCH_PEOPLE people (10,000 unless set) with seven orders of three lines and five views
// each, and 2,000 products in 50 categories. Each condition must stay below kMostMicroseconds for 1,000 people, which
// is 100 ms for 100,000; the program ends with status 1 if one does not.
//   SUGGESTD_BENCH_PEOPLE=100000 build/release/tests/bench/segments_bench
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "learn/learned_shop.h"
#include "records/change.h"
#include "segments/costs.h"
#include "segments/counting.h"
#include "segments/definition_text.h"
#include "segments/person_hash.h"

namespace suggestd::segments {
namespace {

constexpr std::size_t kProducts = 2'000;
constexpr std::size_t kCategories = 50;
constexpr std::size_t kOrdersEach = 7;
constexpr std::size_t kViewsEach = 5;
constexpr double kMostMicroseconds = 1'000;

bool too_slow = false;

std::size_t people_count() {
  const char* text = std::getenv("SUGGESTD_BENCH_PEOPLE");
  return text == nullptr ? 10'000 : static_cast<std::size_t>(std::atoll(text));
}

Timestamp day(std::size_t number) { return Timestamp{} + std::chrono::hours(24 * (18'000 + number)); }

Change change_of(ChangeKind kind, ChangeOp op, Timestamp at) {
  Change change;
  change.kind = kind;
  change.op = op;
  change.at = at;
  return change;
}

class InventedShop {
 public:
  InventedShop() : model_(options()), people_(people_count()) {
    model_.defer_solving(true);
    for (std::size_t i = 0; i < kProducts; ++i) put_product(i);
    for (std::size_t i = 0; i < people_; ++i) put_person(i);
    for (std::size_t i = 0; i < people_ * kOrdersEach; ++i) place_order(i);
    for (std::size_t i = 0; i < people_ * kViewsEach; ++i) view(i);
    model_.train();
    known_.snapshot = model_.publish({});
    const auto facts = std::make_shared<const SideFacts>(facts_.snapshot());
    known_.side_facts = [facts] { return Result<std::shared_ptr<const SideFacts>>(facts); };
    known_.lists = std::make_shared<const MemberLists::Map>(MemberLists::Map{{"letter", list()}});
    known_.segment = [](std::string_view) { return Result<Definition>(not_found("no segment")); };
  }

  Counting counting(WorkBudget& budget) const { return {known_, {&budget, &kPeopleWork}}; }

 private:
  static learn::ModelOptions options() {
    learn::ModelOptions options;
    options.factors.epochs = 1;
    options.factors.dim = 64;
    return options;
  }

  void apply(const Change& change) {
    model_.apply(change);
    facts_.apply(change);
  }

  void put_product(std::size_t number) {
    Product product;
    product.product_id = fmt::format("p{}", number);
    product.categories = {fmt::format("c{}", number % kCategories)};
    Change change = change_of(ChangeKind::product, ChangeOp::put, day(0));
    change.id = product.product_id;
    change.payload = product;
    apply(change);
  }

  void put_person(std::size_t number) {
    User user;
    user.user_id = fmt::format("u{}", number);
    user.email_hash = fmt::format("e{}", number);
    user.properties = fmt::format(R"({{"country":"C{}","age":{}}})", number % 30, number % 90);
    Change change = change_of(ChangeKind::user, ChangeOp::put, day(0));
    change.id = user.user_id;
    change.payload = user;
    apply(change);
  }

  void place_order(std::size_t number) {
    Order order;
    order.order_id = fmt::format("o{}", number);
    order.user_id = fmt::format("u{}", random_() % people_);
    order.placed_at = day(365 * number / (people_ * kOrdersEach));
    order.currency = *Currency::parse("EUR");
    for (int i = 0; i < 3; ++i) {
      OrderLine line;
      line.product_id = fmt::format("p{}", random_() % kProducts);
      line.quantity = pieces(1);
      line.price = {static_cast<std::int64_t>(random_() % 10'000), order.currency};
      order.lines.push_back(line);
    }
    Change change = change_of(ChangeKind::order, ChangeOp::placed, order.placed_at);
    change.id = order.order_id;
    change.payload = OrderChange{order, std::nullopt};
    apply(change);
  }

  void view(std::size_t number) {
    Event event;
    event.type = number % 5 == 0 ? EventType::cart_add : EventType::view;
    event.user_id = fmt::format("u{}", random_() % people_);
    event.product_id = fmt::format("p{}", random_() % kProducts);
    event.at = day(300 + 60 * number / (people_ * kViewsEach));
    Change change = change_of(ChangeKind::event, ChangeOp::added, event.at);
    change.payload = event;
    apply(change);
  }

  std::shared_ptr<const MemberList> list() {
    auto list = std::make_shared<MemberList>();
    for (std::size_t i = 0; i < 10 * people_; ++i)
      list->people.push_back(person_hash(PersonId{PersonIdKind::email_hash, fmt::format("e{}", i * 7)}));
    std::ranges::sort(list->people);
    return list;
  }

  learn::LearnedShop model_;
  SideFactsBuilder facts_;
  std::size_t people_;
  std::mt19937_64 random_{7};
  Known known_;
};

void find_people(benchmark::State& state, const std::string& people) {
  static const InventedShop shop;
  const Result<Definition> definition = parse_people(people);
  std::size_t size = 0;
  std::uint64_t units = 0;
  const auto begin = std::chrono::steady_clock::now();
  for (auto _ : state) {
    WorkBudget unlimited;
    Counting counting = shop.counting(unlimited);
    size = counting.people(*definition)->size();
    units = unlimited.spent();
  }
  const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - begin;
  const double each = took.count() / static_cast<double>(state.iterations());
  too_slow = too_slow || each > kMostMicroseconds * static_cast<double>(people_count()) / 1'000;
  state.counters["people"] = static_cast<double>(size);
  state.counters["units"] = static_cast<double>(units);
}

void add(const char* name, const char* people) {
  benchmark::RegisterBenchmark(name, [people](benchmark::State& state) {
    find_people(state, people);
  })->Unit(benchmark::kMillisecond);
}

}  // namespace
}  // namespace suggestd::segments

int main(int argc, char** argv) {
  using suggestd::segments::add;
  add("bought", "bought(category == \"c7\", 90d)");
  add("viewed", "viewed(category == \"c7\", 30d)");
  add("cart_left", "cart_left(30d)");
  add("orders", "orders(180d) >= 3");
  add("lapsed", "lapsed(180d)");
  add("spent", "spent(\"EUR\", 180d) >= 300");
  add("property", "user.country in [\"C1\", \"C2\"] and user.age >= 18");
  add("likely", "likely(category == \"c7\", 0.05)");
  add("in_file", "in_file(\"letter\")");
  add("joined", "bought(90d) and not lapsed(30d) and user.country == \"C1\" and spent(\"EUR\") > 100");
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  if (suggestd::segments::too_slow)
    fmt::print(stderr, "a condition took longer than 1 ms for 1,000 people\n");
  return suggestd::segments::too_slow ? 1 : 0;
}
