#include "learn/learner.h"

#include <catch2/catch.hpp>
#include <string>
#include <thread>

#include "learn/memory_log.h"
#include "learn/same_model.h"
#include "learn/sample_log.h"
#include "learn/snapshot.h"

namespace suggestd::learn {
namespace {

using namespace std::chrono_literals;

constexpr ShopId kShop{1};

LearnerOptions learner_options() {
  LearnerOptions options;
  options.model = small_options(2);
  return options;
}

// A shop without a quiet moment: while one page is read, the next order comes in.
class RestlessLog final : public MemoryLog {
 public:
  Result<store::Page> read(ShopId shop, Sequence after, std::size_t limit) const override {
    std::vector<Change> more{order_change("after-" + std::to_string(number(after)), "u1", {"a"}, day(1))};
    if (const auto appended = const_cast<RestlessLog*>(this)->append(shop, more); !appended) {
      return appended.error();
    }
    return MemoryLog::read(shop, after, limit);
  }
};

void append(MemoryLog& log, std::vector<Change> changes) { REQUIRE(log.append(kShop, changes).ok()); }

TEST_CASE("an order is in the snapshot of its sequence") {
  MemoryLog log;
  MemoryState state;
  auto learner = Learner::start(kShop, log, state, learner_options());
  REQUIRE(learner.ok());
  CHECK_FALSE((*learner)->wait_applied(Sequence{1}, 1ms));

  append(log, {order_change("o1", "u1", {"a", "b"}, day(1))});
  REQUIRE((*learner)->wait_applied(Sequence{1}, 10s));
  const auto snapshot = (*learner)->snapshot();
  REQUIRE(snapshot->person(PersonIdKind::user, "u1") != nullptr);
  CHECK(snapshot->person(PersonIdKind::user, "u1")->history.lines.size() == 2);
  CHECK((*learner)->status().applied.sequence == Sequence{1});
}

TEST_CASE("a backlog is served at once and then trained in full") {
  MemoryLog log;
  MemoryState state;
  append(log, sample_log(3'000));
  LearnerOptions options = learner_options();
  options.backlog_records = 100;
  auto learner = Learner::start(kShop, log, state, options);
  REQUIRE(learner.ok());
  REQUIRE((*learner)->wait_applied(Sequence{3'000}, 30s));
  for (int i = 0; i < 1'000 && (*learner)->snapshot()->vectors.size() == 0; ++i) {
    std::this_thread::sleep_for(10ms);
  }
  const auto snapshot = (*learner)->snapshot();
  CHECK(snapshot->vectors.size() == snapshot->products.size());
}

TEST_CASE("a shop that never pauses is trained too") {
  RestlessLog log;
  MemoryState state;
  append(log, sample_log(3'000));
  LearnerOptions options = learner_options();
  options.backlog_records = 1'000;
  auto learner = Learner::start(kShop, log, state, options);
  REQUIRE(learner.ok());
  for (int i = 0; i < 1'000 && !(*learner)->status().caught_up; ++i) std::this_thread::sleep_for(10ms);
  CHECK((*learner)->status().caught_up);
  CHECK((*learner)->snapshot()->vectors.size() > 0);
}

TEST_CASE("a restart takes the checkpoint and replays only the tail") {
  MemoryLog log;
  MemoryState state;
  std::vector<Change> changes = sample_log(600);
  append(log, {changes.begin(), changes.begin() + 500});
  std::shared_ptr<const Snapshot> before;
  {
    auto learner = Learner::start(kShop, log, state, learner_options());
    REQUIRE(learner.ok());
    REQUIRE((*learner)->wait_applied(Sequence{500}, 30s));
    (*learner)->stop();
    before = (*learner)->snapshot();
  }
  auto learner = Learner::start(kShop, log, state, learner_options());
  REQUIRE(learner.ok());
  REQUIRE((*learner)->wait_applied(Sequence{500}, 30s));
  CHECK((*learner)->status().records == 0);
  require_same_people(*before, *(*learner)->snapshot());

  append(log, {changes.begin() + 500, changes.end()});
  REQUIRE((*learner)->wait_applied(Sequence{600}, 30s));
  (*learner)->stop();
  CHECK((*learner)->status().records == 100);
}

TEST_CASE("waiting ends when the learner stops") {
  MemoryLog log;
  MemoryState state;
  auto learner = Learner::start(kShop, log, state, learner_options());
  REQUIRE(learner.ok());
  std::thread stopper([&] {
    std::this_thread::sleep_for(5ms);
    (*learner)->stop();
  });
  CHECK_FALSE((*learner)->wait_applied(Sequence{1}, 60s));
  stopper.join();
  CHECK((*learner)->status().phase == LearnerPhase::stopped);
}

}  // namespace
}  // namespace suggestd::learn
