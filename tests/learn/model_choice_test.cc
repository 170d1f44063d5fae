#include "learn/model_choice.h"

#include <catch2/catch.hpp>

#include <atomic>
#include <functional>
#include <new>
#include <thread>
#include <utility>

#include "learn/learner.h"
#include "learn/memory_log.h"
#include "learn/same_model.h"
#include "learn/sample_log.h"
#include "learn/snapshot.h"

namespace suggestd::learn {
namespace {

using namespace std::chrono_literals;

constexpr ShopId kShop{1};
constexpr std::size_t kOther = 24;  // dimensions

bool soon(const std::function<bool()>& happens) {
  for (int i = 0; i < 12'000 && !happens(); ++i) std::this_thread::sleep_for(5ms);
  return happens();
}

ModelOptions with_dimensions(std::size_t dimensions) {
  ModelOptions options = small_options();
  options.factors.dim = dimensions;
  return options;
}

// A shop whose model has been learned and trained with the 16 dimensions of small_options().
struct LearnedLog {
  explicit LearnedLog(std::size_t records, std::chrono::milliseconds sleep_after = 0ms) {
    options.before_apply = [this](const Change& change) {
      if (remaking) before_apply_of_new(change);
    };
    options.model = small_options();
    options.backlog_records = 100;
    options.sleep_after = sleep_after;
    append(sample_log(records));
    start();
    REQUIRE(soon([&] { return learner->status().caught_up; }));
    REQUIRE(dimensions() == options.model.factors.dim);
  }
  void start() {
    auto started = Learner::start(kShop, log, state, options);
    REQUIRE(started.ok());
    learner = *std::move(started);
  }
  void append(std::vector<Change> changes) { REQUIRE(log.append(kShop, changes).ok()); }
  // The size of the model that lists are made from.
  std::size_t dimensions() const { return learner->snapshot()->options.factors.dim; }

  // From now on the hook is told of the records that the model of other options learns.
  void remake(std::function<void(const Change&)> hook) {
    before_apply_of_new = std::move(hook);
    remaking = true;
    learner->choose_model(with_dimensions(kOther));
  }

  MemoryLog log;
  MemoryState state;
  LearnerOptions options;
  std::atomic<bool> remaking{false};
  std::function<void(const Change&)> before_apply_of_new;
  std::unique_ptr<Learner> learner;
};

TEST_CASE("the last choice counts, and holds when it is taken") {
  ModelChoice choice(with_dimensions(8));
  CHECK_FALSE(choice.changed());
  choice.choose(with_dimensions(16));
  choice.choose(with_dimensions(32));
  CHECK(choice.changed());
  CHECK(choice.in_force().factors.dim == 8);
  choice.take();
  CHECK_FALSE(choice.changed());
  CHECK(choice.in_force().factors.dim == 32);
}

TEST_CASE("the last lists are served until those of other options are as good, and no record is lost") {
  constexpr std::size_t kRecords = 1'500;
  LearnedLog shop(kRecords);
  shop.learner->choose_model(with_dimensions(kOther));
  int late = 0;
  const bool remade = soon([&] {
    shop.append({order_change("late-" + std::to_string(late++), "late-buyer", {"a"}, day(400))});
    const auto served = shop.learner->snapshot();
    CHECK(served->vectors.size() > 0);
    CHECK(served->vector_count > 0);
    CHECK(number(served->applied.sequence) >= kRecords);
    return served->options.factors.dim == kOther;
  });
  CHECK(remade);
  REQUIRE(shop.learner->wait_applied(shop.log.head(kShop), 30s));
  CHECK(shop.learner->snapshot()->person(PersonIdKind::user, "late-buyer") != nullptr);
  CHECK_FALSE(shop.learner->failure().has_value());

  // The checkpoint is of the other options: a start with them reads the log no more.
  shop.learner->stop();
  shop.learner.reset();
  shop.options.model = with_dimensions(kOther);
  shop.start();
  REQUIRE(shop.learner->wait_applied(shop.log.head(kShop), 30s));
  CHECK(shop.dimensions() == kOther);
  CHECK(shop.learner->status().records == 0);
}

TEST_CASE("the model that serves goes on learning while another is made") {
  LearnedLog shop(1'500);
  constexpr Sequence kEarly{100};
  constexpr Sequence kLater{1'400};
  std::atomic<bool> knew_buyer = false;
  std::atomic<bool> served_before = false;
  shop.remake([&](const Change& change) {
    if (change.sequence == kEarly) shop.append({order_change("late", "late-buyer", {"a"}, day(400))});
    if (change.sequence != kLater) return;
    const auto served = shop.learner->snapshot();
    served_before = shop.learner->remaking() && served->options.factors.dim == shop.options.model.factors.dim;
    const auto* buyer = served->person(PersonIdKind::user, "late-buyer");
    knew_buyer = buyer != nullptr && shop.learner->wait_applied(shop.log.head(kShop), 0s);
  });
  CHECK(soon([&] { return shop.dimensions() == kOther; }));
  CHECK(served_before);
  CHECK(knew_buyer);
  CHECK(shop.learner->snapshot()->person(PersonIdKind::user, "late-buyer") != nullptr);
  CHECK_FALSE(shop.learner->remaking());
}

TEST_CASE("an exception on the way leaves the last lists in place until the other model is made") {
  LearnedLog shop(1'500);
  std::atomic<int> throws = 0;
  std::atomic<bool> served_before = false;
  shop.remake([&](const Change& change) {
    if (change.sequence == Sequence{100} && throws++ == 0) throw std::bad_alloc();
    if (change.sequence != Sequence{1'400}) return;
    served_before = shop.learner->snapshot()->options.factors.dim == shop.options.model.factors.dim;
  });
  CHECK(soon([&] { return shop.dimensions() == kOther; }));
  CHECK(throws == 2);
  CHECK(served_before);
  CHECK_FALSE(shop.learner->failure().has_value());
}

TEST_CASE("a model that sleeps is made by other options as well") {
  LearnedLog shop(150, 50ms);  // too few orders for a blend, whose fit would keep it awake
  REQUIRE(soon([&] { return shop.learner->asleep(); }));
  shop.learner->choose_model(with_dimensions(kOther));
  CHECK(soon([&] {
    const auto served = shop.learner->snapshot_if_awake();
    CHECK((served == nullptr || served->vectors.size() > 0));
    return served != nullptr && served->options.factors.dim == kOther;
  }));
}

}  // namespace
}  // namespace suggestd::learn
