#include "learn/trainings.h"

#include <pthread.h>

#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <functional>
#include <new>
#include <string_view>
#include <thread>
#include <vector>

#include "learn/learner.h"
#include "learn/memory_log.h"
#include "learn/same_model.h"
#include "learn/sample_log.h"

namespace suggestd::learn {
namespace {

using namespace std::chrono_literals;

constexpr ShopId kShop{1};

bool soon(const std::function<bool()>& happens) {
  for (int i = 0; i < 3'000 && !happens(); ++i) std::this_thread::sleep_for(10ms);
  return happens();
}

bool in_training() {
  std::array<char, 16> name{};
  ::pthread_getname_np(::pthread_self(), name.data(), name.size());
  return std::string_view(name.data()) == "training";
}

// An order comes in during the training.
class EventfulLog final : public MemoryLog {
 public:
  Sequence head(ShopId shop) const override {
    if (eventful && in_training() && eventful.exchange(false)) {
      std::vector<Change> more{order_change("late", "late-buyer", {"a"}, day(400))};
      (void)const_cast<EventfulLog*>(this)->append(shop, more);
    }
    return MemoryLog::head(shop);
  }
  mutable std::atomic<bool> eventful{false};
  std::atomic<bool> thrown{false};
};

void append(MemoryLog& log, std::vector<Change> changes) { REQUIRE(log.append(kShop, changes).ok()); }

struct TrainedShop {
  explicit TrainedShop(std::size_t orders) {
    options.model = small_options();
    if (orders > 0) append(log, sample_log(orders));
  }
  void start() {
    auto started = Learner::start(kShop, log, state, options);
    REQUIRE(started.ok());
    learner = *std::move(started);
    REQUIRE(soon([&] { return learner->applied() == log.head(kShop); }));
  }
  Training end_of(std::uint64_t wish) const {
    const auto ended = [&] {
      const auto training = learner->trainings().of_wish(wish);
      return training && training->ended;
    };
    REQUIRE(soon(ended));
    return *learner->trainings().of_wish(wish);
  }

  MemoryLog log;
  MemoryState state;
  LearnerOptions options;
  std::unique_ptr<Learner> learner;
};

TEST_CASE("one training grants all wishes from before its beginning, and no later one") {
  Trainings trainings;
  const std::uint64_t first = trainings.ask();
  const std::uint64_t second = trainings.ask();
  CHECK_FALSE(trainings.of_wish(first));
  trainings.begin();
  CHECK_FALSE(trainings.asked());
  const std::uint64_t third = trainings.ask();
  trainings.end({Sequence{7}, 3, 5});
  CHECK(trainings.of_wish(first)->on->sequence == Sequence{7});
  CHECK(trainings.of_wish(second)->on->orders == 3);
  CHECK_FALSE(trainings.of_wish(third));
  CHECK(trainings.asked());
}

TEST_CASE("a training that was broken off is told, and not begun again by its wish") {
  Trainings trainings;
  const std::uint64_t wish = trainings.ask();
  trainings.begin();
  trainings.break_off();
  REQUIRE(trainings.of_wish(wish));
  CHECK(trainings.of_wish(wish)->ended);
  CHECK_FALSE(trainings.of_wish(wish)->on);
  CHECK_FALSE(trainings.asked());
}

TEST_CASE("a wish that is taken back asks for nothing, but for another one that came later") {
  Trainings trainings;
  const std::uint64_t first = trainings.ask();
  trainings.withdraw(first);
  CHECK_FALSE(trainings.asked());
  const std::uint64_t second = trainings.ask();
  (void)trainings.ask();
  trainings.withdraw(second);
  CHECK(trainings.asked());
}

TEST_CASE("the latest trainings are kept, the oldest is forgotten") {
  Trainings trainings;
  for (std::size_t i = 0; i <= Trainings::kKept; ++i) {
    trainings.begin();
    trainings.end({Sequence{i}, 0, 0});
  }
  const std::vector<Training> latest = trainings.latest();
  REQUIRE(latest.size() == Trainings::kKept);
  CHECK(latest.front().on->sequence == Sequence{1});
  CHECK(latest.back().on->sequence == Sequence{Trainings::kKept});
  CHECK_FALSE(latest.back().asked);
}

TEST_CASE("a learner trains when it is asked to, though nothing is due") {
  TrainedShop shop(150);
  shop.start();
  const std::uint64_t wish = shop.learner->ask_for_training();
  const Training training = shop.end_of(wish);
  REQUIRE(training.on);
  CHECK(training.asked);
  CHECK(training.on->sequence == shop.log.head(kShop));
  CHECK(training.on->orders > 0);
  CHECK(training.on->interactions == shop.learner->status().interactions);
}

TEST_CASE("a model without a record is trained, too") {
  TrainedShop shop(0);
  shop.start();
  const Training training = shop.end_of(shop.learner->ask_for_training());
  REQUIRE(training.on);
  CHECK(training.on->orders == 0);
}

TEST_CASE("a model that sleeps wakes for a training") {
  TrainedShop shop(150);
  shop.options.sleep_after = 50ms;
  shop.start();
  REQUIRE(soon([&] { return shop.learner->asleep(); }));
  const Training training = shop.end_of(shop.learner->ask_for_training());
  CHECK(training.on);
  CHECK(soon([&] { return shop.learner->asleep(); }));
}

TEST_CASE("an exception in a training that was asked for ends it, and the learner goes on") {
  EventfulLog log;
  MemoryState state;
  LearnerOptions options;
  options.model = small_options();
  options.before_apply = [&](const Change&) {
    if (in_training() && log.thrown.exchange(true) == false) throw std::bad_alloc();
  };
  append(log, sample_log(150));
  auto learner = Learner::start(kShop, log, state, options);
  REQUIRE(learner.ok());
  REQUIRE(soon([&] { return (*learner)->applied() == log.head(kShop); }));
  log.eventful = true;
  const std::uint64_t wish = (*learner)->ask_for_training();
  const auto training = [&] { return (*learner)->trainings().of_wish(wish); };
  REQUIRE(soon([&] { return training() && training()->ended; }));
  CHECK_FALSE(training()->on);
  CHECK(soon([&] { return (*learner)->applied() == log.head(kShop); }));
  CHECK((*learner)->status().begun_anew == 1);
}

}  // namespace
}  // namespace suggestd::learn
