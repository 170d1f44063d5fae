#include "learn/learner.h"

#include <catch2/catch.hpp>

#include <functional>
#include <thread>

#include "base/turned_clock.h"
#include "learn/learner_pace.h"
#include "learn/memory_log.h"
#include "learn/same_model.h"
#include "learn/sample_log.h"
#include "learn/snapshot.h"

namespace suggestd::learn {
namespace {

using namespace std::chrono_literals;

constexpr ShopId kShop{1};

bool soon(const std::function<bool()>& happens) {
  for (int i = 0; i < 12'000 && !happens(); ++i) std::this_thread::sleep_for(10ms);
  return happens();
}

void append(MemoryLog& log, std::vector<Change> changes) { REQUIRE(log.append(kShop, changes).ok()); }

Change order_number(int number) {
  return order_change("late-" + std::to_string(number), "late-buyer", {"a"}, day(400));
}

struct SleepyShop {
  explicit SleepyShop(std::chrono::milliseconds sleep_after, const Clock& clock = machine_clock()) {
    options.model = small_options();
    options.sleep_after = sleep_after;
    options.clock = &clock;
    append(log, sample_log(150));  // too few orders for a blend, whose fit takes its time on a busy machine
    auto started = Learner::start(kShop, log, state, options);
    REQUIRE(started.ok());
    learner = *std::move(started);
    REQUIRE(soon([&] { return learner->applied() == log.head(kShop); }));
  }
  bool sleeps() {
    return soon([&] { return learner->status().phase == LearnerPhase::asleep; });
  }

  MemoryLog log;
  MemoryState state;
  LearnerOptions options;
  std::unique_ptr<Learner> learner;
};

TEST_CASE("a model that nobody asks for leaves memory, and comes back with all that the log holds") {
  SleepyShop shop(50ms);
  REQUIRE(shop.sleeps());
  CHECK(shop.learner->snapshot_if_awake() == nullptr);
  CHECK(shop.learner->asleep());
  CHECK(shop.state.applied(kShop)->sequence == shop.log.head(kShop));

  append(shop.log, {order_number(1)});
  CHECK(shop.learner->asleep());
  CHECK(shop.learner->status().lag_records == 1);
  const std::shared_ptr<const Snapshot> back = shop.learner->snapshot();
  REQUIRE(back != nullptr);
  CHECK(back->applied.sequence == shop.log.head(kShop));
  CHECK(back->people.size() > 1);
  CHECK(back->vector_count > 0);
}

TEST_CASE("who waits for a record wakes the model that sleeps") {
  SleepyShop shop(50ms);
  REQUIRE(shop.sleeps());
  append(shop.log, {order_number(1)});
  CHECK(shop.learner->wait_applied(shop.log.head(kShop), 30s));
  CHECK(shop.learner->snapshot()->applied.sequence == shop.log.head(kShop));
  CHECK(shop.sleeps());
}

TEST_CASE("a model learns many records without being asked, and sleeps again") {
  SleepyShop shop(50ms);
  REQUIRE(shop.sleeps());
  std::vector<Change> many;
  for (std::uint64_t i = 0; i < pace::kMostDozingRecords; ++i)
    many.push_back(order_number(static_cast<int>(i)));
  append(shop.log, many);
  CHECK(soon([&] { return shop.learner->applied() == shop.log.head(kShop); }));
  CHECK(shop.sleeps());
  CHECK(shop.state.applied(kShop)->sequence == shop.log.head(kShop));
}

TEST_CASE("a few records are learned when they have waited long") {
  TurnedClock clock;
  SleepyShop shop(1min, clock);
  clock.turn(2min);
  append(shop.log, {order_number(1)});  // a reason to look at the time
  REQUIRE(soon([&] {
    clock.turn(1s);  // for the checkpoint
    return shop.learner->asleep();
  }));
  append(shop.log, {order_number(2)});
  std::this_thread::sleep_for(100ms);
  CHECK(shop.learner->asleep());
  clock.turn(pace::kLongestDoze);
  append(shop.log, {order_number(3)});
  CHECK(soon([&] { return shop.learner->applied() == shop.log.head(kShop); }));
}

TEST_CASE("a model does not sleep before the traces of an erased person are trained away") {
  TurnedClock clock;
  SleepyShop shop(1min, clock);
  Change erasure;
  erasure.kind = ChangeKind::erasure;
  erasure.op = ChangeOp::erased;
  erasure.at = day(401);
  erasure.payload = Erasure{"receipt", {{PersonIdKind::user, "u1"}}, {}, {}};
  append(shop.log, {erasure});
  REQUIRE(soon([&] { return shop.learner->applied() == shop.log.head(kShop); }));
  const auto turns_asleep = [&](std::chrono::minutes time) {
    clock.turn(time);
    append(shop.log, {order_number(1)});  // a reason to look at the time
    for (int i = 0; i < 100 && !shop.learner->asleep(); ++i) {
      clock.turn(1s);  // for the checkpoint
      std::this_thread::sleep_for(20ms);
    }
    return shop.learner->asleep();
  };
  CHECK_FALSE(turns_asleep(2h));
  CHECK(turns_asleep(pace::kTrainAwayTraces));
}

TEST_CASE("a learner that is stopped while its model sleeps starts again where it was") {
  SleepyShop shop(50ms);
  REQUIRE(shop.sleeps());
  shop.learner->stop();
  CHECK(shop.learner->snapshot() != nullptr);
  shop.learner = *Learner::start(kShop, shop.log, shop.state, shop.options);
  CHECK(shop.learner->wait_applied(shop.log.head(kShop), 30s));
  CHECK(shop.learner->status().records == 0);
}

}  // namespace
}  // namespace suggestd::learn
