#include "learn/learner.h"
#include "learn/lanes/served_blend.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <pthread.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

#include "base/turned_clock.h"
#include "learn/habit_log.h"
#include "learn/learner_pace.h"
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
  Result<store::Page> read(ShopId shop, Sequence after, const store::ReadBounds& bounds) const override {
    std::vector<Change> more{order_change("after-" + std::to_string(number(after)), "u1", {"a"}, day(1))};
    if (const auto appended = const_cast<RestlessLog*>(this)->append(shop, more); !appended) {
      return appended.error();
    }
    return MemoryLog::read(shop, after, bounds);
  }
};

// Stops the thread of low priority that trains until let_train() is called, because a busy machine may do so
// for minutes.
class NoTrainingLog final : public MemoryLog {
 public:
  Sequence head(ShopId shop) const override {
    std::array<char, 16> name{};
    ::pthread_getname_np(::pthread_self(), name.data(), name.size());
    if (std::string_view(name.data()) == "training") {
      stopped = true;
      go_on.wait(false);
    }
    return MemoryLog::head(shop);
  }
  void let_train() {
    go_on = true;
    go_on.notify_all();
  }
  mutable std::atomic<bool> stopped{false};
  std::atomic<bool> go_on{false};
};

bool soon(const std::function<bool()>& happens) {
  for (int i = 0; i < 3'000 && !happens(); ++i) std::this_thread::sleep_for(10ms);
  return happens();
}

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

TEST_CASE("after a restart nobody waits for a training at low priority") {
  NoTrainingLog log;
  MemoryState state;
  const std::vector<Change> changes = sample_log(20'000);
  append(log, {changes.begin(), changes.begin() + 300});
  LearnerOptions options = learner_options();
  options.backlog_records = 100;
  {
    // There is no checkpoint yet, so the start waits for the first training, which is not done at low
    // priority.
    auto learner = Learner::start(kShop, log, state, options);
    REQUIRE(learner.ok());
    CHECK(soon([&] { return (*learner)->status().caught_up; }));
    CHECK((*learner)->snapshot()->vectors.size() > 0);
    CHECK_FALSE(log.stopped);
    (*learner)->stop();
  }
  // The new records make a training due, which does not get anywhere.
  append(log, {changes.begin() + 300, changes.end()});
  auto learner = Learner::start(kShop, log, state, options);
  REQUIRE(learner.ok());
  CHECK(soon([&] { return (*learner)->status().caught_up; }));
  CHECK((*learner)->applied() == Sequence{20'000});
  CHECK((*learner)->snapshot()->vectors.size() > 0);
  CHECK(soon([&] { return log.stopped.load(); }));
  log.let_train();
}

TEST_CASE("a running learner fits a blend, serves by it, and keeps it over a restart") {
  MemoryLog log;
  MemoryState state;
  append(log, habit_log(160, 8));
  std::uint64_t baskets = 0;
  {
    auto learner = Learner::start(kShop, log, state, learner_options());
    REQUIRE(learner.ok());
    // The blend is fitted at idle priority, for as long as the machine's other work lets it take.
    for (int i = 0; i < 12'000 && (*learner)->status().blend == nullptr; ++i)
      std::this_thread::sleep_for(10ms);
    REQUIRE((*learner)->status().blend != nullptr);
    REQUIRE((*learner)->snapshot()->blend != nullptr);
    baskets = (*learner)->status().blend->baskets;
    CHECK(baskets > 200);
    (*learner)->stop();
  }
  auto learner = Learner::start(kShop, log, state, learner_options());
  REQUIRE(learner.ok());
  REQUIRE((*learner)->wait_applied(Sequence{160 * 8}, 30s));
  REQUIRE((*learner)->snapshot()->blend != nullptr);
  CHECK((*learner)->snapshot()->blend->baskets >= baskets);
}

TEST_CASE("a restart takes the checkpoint and replays only the tail") {
  MemoryLog log;
  MemoryState state;
  std::vector<Change> changes = sample_log(600);
  append(log, {changes.begin(), changes.begin() + 500});
  // The second learner does no idle work: its first snapshot is the one that the first learner left.
  LearnerOptions options = learner_options();
  options.sweep_rounds = 0;
  std::shared_ptr<const Snapshot> before;
  {
    auto learner = Learner::start(kShop, log, state, options);
    REQUIRE(learner.ok());
    REQUIRE((*learner)->wait_applied(Sequence{500}, 30s));
    for (int i = 0; i < 3'000 && (*learner)->status().waiting_rows > 0; ++i)
      std::this_thread::sleep_for(10ms);
    CHECK((*learner)->status().training_loss.value_or(0) > 0);
    (*learner)->stop();
    before = (*learner)->snapshot();
  }
  auto learner = Learner::start(kShop, log, state, options);
  REQUIRE(learner.ok());
  REQUIRE((*learner)->wait_applied(Sequence{500}, 30s));
  CHECK((*learner)->status().records == 0);
  require_same_people(*before, *(*learner)->snapshot());

  append(log, {changes.begin() + 500, changes.end()});
  REQUIRE((*learner)->wait_applied(Sequence{600}, 30s));
  (*learner)->stop();
  CHECK((*learner)->status().records == 100);
}

// A person's purchases and views, by names, because row numbers differ where records are missing.
std::string deeds(const Snapshot& snapshot, const PersonState& person) {
  std::vector<std::string> parts;
  const auto name = [&](ProductRow row) { return std::string(snapshot.products.id(row)); };
  for (const Basket& basket : person.history.baskets) {
    std::vector<std::string> lines;
    for (const BasketLine& line : person.history.lines_of(basket)) {
      lines.push_back(fmt::format("{} x {}", name(line.product), line.quantity));
    }
    std::sort(lines.begin(), lines.end());
    parts.push_back(fmt::format("{}: {}", basket.key, fmt::join(lines, ", ")));
  }
  for (const Interest& interest : person.history.interests) {
    parts.push_back(fmt::format("{} views {} carts {} wishes {}", name(interest.product), interest.views,
                                interest.carts, interest.wishes));
  }
  std::sort(parts.begin(), parts.end());
  return fmt::format("{}", fmt::join(parts, "; "));
}

TEST_CASE("a busy shop is stored after a long start, and again when the time between checkpoints is over") {
  RestlessLog log;
  MemoryState state;
  append(log, sample_log(2'000));
  TurnedClock clock;
  LearnerOptions options = learner_options();
  options.clock = &clock;
  auto learner = Learner::start(kShop, log, state, options);
  REQUIRE(learner.ok());
  REQUIRE(
      soon([&] { return state.applied(kShop)->sequence >= Sequence{2'000}; }));  // and no time has gone by
  const Sequence first = state.applied(kShop)->sequence;
  REQUIRE((*learner)->wait_applied(Sequence{number(first) + 100}, 30s));
  clock.turn(pace::kBusyCheckpoint - 1ms);
  REQUIRE((*learner)->wait_applied(Sequence{number((*learner)->applied()) + 100}, 30s));
  CHECK(state.applied(kShop)->sequence == first);
  clock.turn(1h);  // on a busy machine the first one took long, and the writer rests 30 times as long
  CHECK(soon([&] { return state.applied(kShop)->sequence > first; }));
}

TEST_CASE("without a checkpoint, what retention has left of the log teaches the same people") {
  std::vector<Change> changes = sample_log(700);
  const auto learn = [&](Sequence oldest) {
    MemoryLog log;
    MemoryState state;
    append(log, {changes.begin(), changes.begin() + 600});
    log.cut(oldest);
    auto learner = Learner::start(kShop, log, state, learner_options());
    REQUIRE(learner.ok());
    REQUIRE((*learner)->wait_applied(Sequence{600}, 30s));
    // Cancellations of orders whose placing was never read are among these.
    append(log, {changes.begin() + 600, changes.end()});
    REQUIRE((*learner)->wait_applied(Sequence{700}, 30s));
    CHECK_FALSE((*learner)->status().failure);
    return (*learner)->snapshot();
  };
  const auto whole = learn(Sequence{1});
  const auto cut = learn(Sequence{400});
  int compared = 0;
  for (std::uint32_t i = 0; i < whole->people.size(); ++i) {
    const PersonState* person = whole->person(UserRow{i});
    if (person == nullptr || person->history.empty()) continue;
    const auto row = cut->people.find(whole->people.id(UserRow{i}));
    REQUIRE(row.has_value());
    const PersonState* same = cut->person(*row);
    REQUIRE(same != nullptr);
    CHECK(deeds(*whole, *person) == deeds(*cut, *same));
    ++compared;
  }
  CHECK(compared > 50);
}

TEST_CASE("a checkpoint that retention has passed by is not gone on from") {
  MemoryLog log;
  MemoryState state;
  append(log, sample_log(300));
  {
    auto learner = Learner::start(kShop, log, state, learner_options());
    REQUIRE(learner.ok());
  }
  append(log, sample_log(300, 2));
  REQUIRE(state.write_checkpoint(kShop, {Epoch{1}, Sequence{100}}, {}).ok());
  log.cut(Sequence{500});
  auto learner = Learner::start(kShop, log, state, learner_options());
  REQUIRE(learner.ok());
  CHECK((*learner)->wait_applied(Sequence{600}, 30s));
  CHECK_FALSE((*learner)->status().failure);
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

// --- Records that can't be applied

Change giant_product() {
  Product product;
  product.product_id = "giant";
  product.title = "Giant";
  std::string path = "a";
  for (int level = 1; level < 16'000; ++level) path += " > a";
  product.categories.assign(8, path);
  for (std::size_t i = 0; i < product.categories.size(); ++i) product.categories[i] += std::to_string(i);
  return product_change(product, day(1));
}

TEST_CASE("a product of 8 times 16,000 levels is learned in part, and told") {
  MemoryLog log;
  MemoryState state;
  append(log, {giant_product(), order_change("o1", "u1", {"giant", "a"}, day(1))});
  for (int start = 0; start < 2; ++start) {  // the second from the checkpoint
    auto learner = Learner::start(kShop, log, state, learner_options());
    REQUIRE((*learner)->wait_applied(Sequence{2}, 60s));
    const LearnerStatus status = (*learner)->status();
    CHECK(status.set_aside == 1);
    REQUIRE(status.latest_aside.size() == 1);
    CHECK(status.latest_aside[0].sequence == Sequence{1});
    CHECK_FALSE(status.latest_aside[0].whole);
    CHECK(status.latest_aside[0].reason.find("/categories/0") == 0);
    const auto snapshot = (*learner)->snapshot();
    CHECK(snapshot->catalog.value(*snapshot->products.find("giant"), "category").set.size() <= 20);
    (*learner)->stop();
  }
}

TEST_CASE("a record that throws is passed over; what comes after it is learned, and so after a restart") {
  MemoryLog log;
  MemoryState state;
  append(log, sample_log(300));
  LearnerOptions options = learner_options();
  int calls = 0;
  options.before_apply = [&calls](const Change& change) {
    if (change.sequence != Sequence{200}) return;
    ++calls;
    throw std::logic_error("a defect");
  };
  for (int start = 0; start < 2; ++start) {
    auto learner = Learner::start(kShop, log, state, options);
    REQUIRE((*learner)->wait_applied(Sequence{300}, 60s));
    CHECK_FALSE((*learner)->status().failure);
    CHECK((*learner)->status().set_aside == 1);
    CHECK((*learner)->status().latest_aside.at(0).whole);
    (*learner)->stop();
  }
  CHECK(calls == 2);
}

TEST_CASE("a learner that ran out of memory for a while goes on, and has left nothing out") {
  MemoryLog log;
  MemoryState state;
  append(log, sample_log(300));
  LearnerOptions options = learner_options();
  int failures = 3;
  options.before_apply = [&failures](const Change& change) {
    if (change.sequence == Sequence{200} && failures-- > 0)
      throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again));
  };
  auto learner = Learner::start(kShop, log, state, options);
  REQUIRE((*learner)->wait_applied(Sequence{300}, 60s));
  CHECK((*learner)->status().set_aside == 0);
  CHECK((*learner)->status().begun_anew == 3);
}

TEST_CASE("a model that broke is served from what was published before, until it is made anew") {
  MemoryLog log;
  MemoryState state;
  std::atomic<bool> broken{true};
  LearnerOptions options = learner_options();
  options.before_apply = [&broken](const Change& change) {
    if (change.sequence == Sequence{2} && broken.load())
      throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again));
  };
  auto learner = Learner::start(kShop, log, state, options);
  append(log, {order_change("o1", "u1", {"a"}, day(1))});
  REQUIRE((*learner)->wait_applied(Sequence{1}, 10s));
  append(log, {order_change("o2", "u1", {"b"}, day(1))});
  while ((*learner)->status().begun_anew == 0) std::this_thread::sleep_for(1ms);
  CHECK((*learner)->applied() == Sequence{1});
  CHECK((*learner)->snapshot()->person(PersonIdKind::user, "u1") != nullptr);
  broken.store(false);
  REQUIRE((*learner)->wait_applied(Sequence{2}, 60s));
}

}  // namespace
}  // namespace suggestd::learn
