#include "follow/log_follower.h"

#include <catch2/catch.hpp>

#include <new>
#include <stdexcept>

#include "follow/small_follower.h"
#include "store/memory_change_log.h"
#include "store/memory_follower_state.h"

namespace suggestd::follow {
namespace {

constexpr ShopId kShop{1};
constexpr std::chrono::seconds kLong{30};

Change purchase_of(const std::string& product) {
  Order order;
  order.order_id = "order";
  OrderLine line;
  line.product_id = product;
  order.lines.push_back(line);
  return {{}, ChangeKind::order, ChangeOp::placed, 0, {}, order.order_id, OrderChange{order, {}}};
}

void append(store::ChangeLog& log, const std::string& product) {
  std::vector<Change> changes{purchase_of(product)};
  REQUIRE(log.append(kShop, changes).ok());
}

TEST_CASE("a follower applies what is there, and what comes") {
  store::MemoryChangeLog log;
  store::MemoryFollowerState state;
  append(log, "a");
  PurchaseCounts counts(kShop, log, state);
  counts.start();
  CHECK(counts.follower().wait_applied(Sequence{1}, kLong));
  append(log, "a");
  append(log, "b");
  CHECK(counts.follower().wait_applied(Sequence{3}, kLong));
  CHECK(counts.of("a") == 2);
  CHECK(counts.of("b") == 1);
  CHECK_FALSE(counts.follower().wait_applied(Sequence{4}, std::chrono::milliseconds(1)));
}

TEST_CASE("a restart goes on from what was kept") {
  store::MemoryChangeLog log;
  store::MemoryFollowerState state;
  append(log, "a");
  {
    PurchaseCounts counts(kShop, log, state);
    counts.start();
    REQUIRE(counts.follower().wait_applied(Sequence{1}, kLong));
  }
  append(log, "a");
  PurchaseCounts counts(kShop, log, state);
  counts.start();
  CHECK(counts.follower().wait_applied(Sequence{2}, kLong));
  CHECK(counts.of("a") == 2);
}

TEST_CASE("what retention took is passed by") {
  store::MemoryChangeLog log;
  store::MemoryFollowerState state;
  for (const char* product : {"a", "b", "c"}) append(log, product);
  log.cut(Sequence{3});
  PurchaseCounts counts(kShop, log, state);
  counts.start();
  CHECK(counts.follower().wait_applied(Sequence{3}, kLong));
  CHECK(counts.of("a") == 0);
  CHECK(counts.of("c") == 1);
}

// Calls `trouble` at each page, which may let the follower fail.
class Troubled final : public FollowerWork {
 public:
  using Trouble = std::function<Status(Sequence)>;
  Troubled(const store::ChangeLog& log, Trouble trouble, int beginnings_that_fail = 0)
      : failing_begins(beginnings_that_fail),
        log_(log),
        trouble_(std::move(trouble)),
        follower_("troubled", kShop, log, *this) {
    follower_.start();
  }
  ~Troubled() override { follower_.stop(); }

  Status begin() override {
    if (++begun <= failing_begins) throw std::bad_alloc();
    return {};
  }
  Sequence position() const override { return position_; }
  Result<store::Page> next_page() override { return log_.read(kShop, position_, 1); }
  Status pass_gap() override { return {}; }
  Status apply(const store::Page& page) override {
    if (Status done = trouble_(page.next); !done) return done;
    position_ = page.next;
    follower_.tell_applied(position_);
    return {};
  }
  Result<Rested> rest() override { return Rested{}; }
  void drop() noexcept override { ++dropped; }
  Status begin_anew(const Unapplied& why) override {
    broken.push_back(why);
    return {};
  }
  Status end() override {
    ended = true;
    return {};
  }

  const int failing_begins;
  int begun = 0;  // read after stop()
  std::atomic<int> dropped{0};
  std::vector<Unapplied> broken;  // read after stop()
  bool ended = false;             // the same
  LogFollower& follower() { return follower_; }

 private:
  const store::ChangeLog& log_;
  Trouble trouble_;
  Sequence position_{};
  LogFollower follower_;
};

TEST_CASE("an exception makes the follower begin anew, and it gets there") {
  store::MemoryChangeLog log;
  append(log, "a");
  int tries = 0;
  Troubled work(log, [&](Sequence sequence) -> Status {
    ++tries;
    if (tries == 1) throw std::bad_alloc();
    if (tries == 2) throw Unapplied{sequence, "a defect", true};
    if (tries == 3) return Error(ErrorKind::busy, "no memory for a write");
    return {};
  });
  CHECK(work.follower().wait_applied(Sequence{1}, kLong));
  work.follower().stop();
  REQUIRE(work.broken.size() == 3);
  CHECK(work.dropped >= 3);
  CHECK_FALSE(work.broken[0].at_fault);
  CHECK(work.broken[1].at_fault);
  CHECK(work.broken[1].sequence == Sequence{1});
  CHECK_FALSE(work.broken[2].at_fault);
  CHECK_FALSE(work.follower().failure());
  CHECK(work.ended);
}

TEST_CASE("a beginning that threw is made again, and nothing is begun anew before it") {
  store::MemoryChangeLog log;
  append(log, "a");
  Troubled work(
      log, [](Sequence) { return Status(); }, 2);
  CHECK(work.follower().wait_applied(Sequence{1}, kLong));
  work.follower().stop();
  CHECK(work.begun == 3);
  CHECK(work.broken.empty());
}

// Retention takes a record more whenever somebody looks.
class ShrinkingLog final : public store::MemoryChangeLog {
 public:
  Result<store::Page> read(ShopId shop, Sequence after, const store::ReadBounds& bounds) const override {
    const Sequence oldest = this->oldest(shop);
    if (oldest < Sequence{5}) const_cast<ShrinkingLog*>(this)->cut(next(oldest));
    return MemoryChangeLog::read(shop, after, bounds);
  }
};

TEST_CASE("a gap that grows while it is passed is passed again") {
  ShrinkingLog log;
  store::MemoryFollowerState state;
  for (const char* product : {"a", "b", "c", "d", "e"}) append(log, product);
  PurchaseCounts counts(kShop, log, state);
  counts.start();
  CHECK(counts.follower().wait_applied(Sequence{5}, kLong));
  CHECK_FALSE(counts.follower().failure());
  CHECK(counts.of("e") == 1);
}

TEST_CASE("an error ends the follower, and waiters are told") {
  store::MemoryChangeLog log;
  append(log, "a");
  const bool thrown = GENERATE(false, true);
  Troubled work(log, [&](Sequence) -> Status {
    if (thrown) throw std::runtime_error("damaged");
    return corrupt("damaged");
  });
  CHECK_FALSE(work.follower().wait_applied(Sequence{1}, kLong));
  REQUIRE(work.follower().failure());
  CHECK(work.follower().failure()->message().find("damaged") != std::string::npos);
  work.follower().stop();
  CHECK_FALSE(work.ended);
}

TEST_CASE("a pause ends with the stop") {
  store::MemoryChangeLog log;
  append(log, "a");
  std::atomic<bool> paused{false};
  std::atomic<Troubled*> running{nullptr};
  Troubled work(log, [&](Sequence) -> Status {
    while (running.load() == nullptr) std::this_thread::yield();
    paused = true;
    running.load()->follower().pause(std::chrono::hours(1));
    return {};
  });
  running = &work;
  while (!paused) std::this_thread::yield();
  work.follower().stop();
  CHECK(work.ended);
}

}  // namespace
}  // namespace suggestd::follow
