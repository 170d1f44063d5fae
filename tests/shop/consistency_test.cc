// The promise of each level (docs/use/consistency.md), with a learner that is slower than the writers.
#include "shop/consistency.h"

#include <atomic>
#include <set>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "shop/shops.h"
#include "store/temporary_store.h"

namespace suggestd::shop {
namespace {

using namespace std::chrono_literals;

// A shop whose learner applies `page` records and then rests for `delay`.
struct SlowShop {
  explicit SlowShop(std::chrono::milliseconds delay, std::size_t page = 1, ShopOptions options = {}) {
    options.learner.delay = delay;
    options.learner.page_records = page;
    auto opened = Shops::open(store::small_options(folder.path() / "s"), options);
    if (!opened) FAIL(opened.error().message());
    shops = *std::move(opened);
    shop = shops->find("default");
  }

  // May be called from any thread, so it uses none of Catch's macros. While the shop is busy it commits
  // again, as a client would.
  Position place(int number, const std::string& user = "u") {
    for (;;) {
      auto done = shop->commit({PlaceOrder{store::simple_order(fmt::format("{}-{}", user, number), user,
                                                               fmt::format("p{}", number))}},
                               store::Durability::synced);
      if (done) return done->position;
      if (done.error().kind() != ErrorKind::busy) throw std::runtime_error(done.error().message());
    }
  }

  Freshness wait(Consistency level, std::chrono::milliseconds timeout,
                 std::optional<Position> session = std::nullopt) const {
    const auto freshness = shop->wait_for({.level = level, .session = session, .timeout = timeout});
    if (!freshness) FAIL(freshness.error().message());
    return *freshness;
  }

  // The numbers of the products that a list at this level says the person has bought.
  std::set<int> bought(Consistency level, const std::string& user = "u") const {
    recommend::Request request;
    request.list = recommend::ListKind::buy_again;
    request.user_id = user;
    request.limit = 1000;
    request.now = now();
    const auto list = shop->recommend(request, "", {.level = level, .session = {}, .timeout = 0ms});
    if (!list) FAIL(list.error().message());
    std::set<int> numbers;
    for (const recommend::Item& item : list->answer.items)
      numbers.insert(std::stoi(item.product_id.substr(1)));
    return numbers;
  }

  std::uint64_t behind() const {
    const ShopStatus status = shop->status();
    return number(status.head.sequence) - number(status.applied.sequence);
  }

  store::TemporaryFolder folder;
  std::unique_ptr<Shops> shops;
  std::shared_ptr<Shop> shop;
};

TEST_CASE("strong: a read has learned every write that anyone had been answered for") {
  // The learner is late by a page, but not slower than the writers: each read would wait longer than the one
  // before it.
  SlowShop slow(5ms, 256);
  std::atomic<std::uint64_t> acknowledged{0};
  std::atomic<bool> stop{false};
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 3; ++writer) {
    writers.emplace_back([&, writer] {
      for (int i = 0; !stop; ++i) {
        const std::uint64_t mine = number(slow.place(i, fmt::format("w{}", writer)).sequence);
        std::uint64_t seen = acknowledged;
        while (seen < mine && !acknowledged.compare_exchange_weak(seen, mine)) {
        }
        do {
          std::this_thread::sleep_for(4ms);
        } while (!stop && slow.behind() > 256);
      }
    });
  }
  int late = 0;
  int broken = 0;
  for (int reads = 0; reads < 20; ++reads) {
    const std::uint64_t before = acknowledged;
    // A training under ThreadSanitizer may take most of a minute.
    const Freshness freshness = slow.wait(Consistency::strong, 120s);
    if (freshness.stale) ++late;
    if (!freshness.stale && number(freshness.applied.sequence) < before) ++broken;
  }
  stop = true;
  for (std::thread& writer : writers) writer.join();
  CHECK(late == 0);
  CHECK(broken == 0);
}

TEST_CASE("session: a caller sees its own writes and waits for nobody else's") {
  SlowShop slow(5ms);
  const Position mine = slow.place(0);
  for (int i = 1; i < 60; ++i) slow.place(i, "others");
  const Freshness freshness = slow.wait(Consistency::session, 20s, mine);
  CHECK_FALSE(freshness.stale);
  CHECK(freshness.applied.sequence >= mine.sequence);
  CHECK(slow.bought(Consistency::eventual) == std::set<int>{0});
  // Without a token there is nothing to wait for.
  CHECK_FALSE(slow.wait(Consistency::session, 0ms).stale);
}

TEST_CASE("session: a caller that hands on the newest token never goes back in time") {
  SlowShop slow(1ms);
  Position token = slow.place(0);
  for (int i = 1; i < 40; ++i) {
    if (i % 3 == 0) token = slow.place(i);
    const Freshness freshness = slow.wait(Consistency::session, 20s, token);
    REQUIRE_FALSE(freshness.stale);
    REQUIRE(freshness.applied.sequence >= token.sequence);
    token = freshness.applied;
  }
}

TEST_CASE("session: a token of another epoch, or from beyond the log, is refused") {
  SlowShop slow(0ms);
  const Position mine = slow.place(0);
  const auto ask = [&](Position token) {
    return slow.shop->wait_for({.level = Consistency::session, .session = token}).error().kind();
  };
  CHECK(ask({Epoch{2}, mine.sequence}) == ErrorKind::conflict);
  CHECK(ask({mine.epoch, next(mine.sequence)}) == ErrorKind::invalid);
}

TEST_CASE("session: a caller's own write is waited for even before it is on disk") {
  SlowShop slow(0ms);
  const auto buffered = slow.shop->commit({AddEvent{store::simple_event()}}, store::Durability::buffered);
  REQUIRE(buffered.ok());
  const Freshness freshness = slow.wait(Consistency::session, 20s, buffered->position);
  CHECK_FALSE(freshness.stale);
  CHECK(freshness.applied.sequence >= buffered->position.sequence);
}

TEST_CASE("prefix and eventual: at once, some moment of the log with nothing out of order") {
  const Consistency level = GENERATE(Consistency::prefix, Consistency::eventual);
  SlowShop slow(1ms);
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) {
      slow.place(i);
      std::this_thread::sleep_for(500us);
    }
  });
  std::size_t most = 0;
  int out_of_order = 0;
  int backwards = 0;
  while (most < 60) {
    const std::set<int> bought = slow.bought(level);
    // Order n stands after order n-1 in the log, so a list that shows n shows all before it.
    if (!bought.empty() && *bought.rbegin() + 1 != static_cast<int>(bought.size())) ++out_of_order;
    if (bought.size() < most) ++backwards;
    most = std::max(most, bought.size());
  }
  stop = true;
  writer.join();
  CHECK(out_of_order == 0);
  CHECK(backwards == 0);
  CHECK_FALSE(slow.wait(level, 0ms).stale);
}

TEST_CASE("bounded: a read is never more records behind than the bound") {
  ShopOptions options;
  options.reads.bound.records = 8;
  options.reads.bound.age = 1h;
  SlowShop slow(2ms, 1, options);
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) slow.place(i);
  });
  int beyond = 0;
  for (int reads = 0; reads < 100; ++reads) {
    const std::uint64_t head = number(slow.shop->status().head.sequence);
    const Freshness freshness = slow.wait(Consistency::bounded, 20s);
    if (freshness.stale || number(freshness.applied.sequence) + 8 < head) ++beyond;
    std::this_thread::sleep_for(3ms);
  }
  stop = true;
  writer.join();
  CHECK(beyond == 0);
}

TEST_CASE("bounded: a read has learned all that is older than the bound") {
  ShopOptions options;
  options.reads.bound.records = 1'000'000;
  options.reads.bound.age = 30ms;
  SlowShop slow(100ms, 4, options);
  const Position old = slow.place(0);
  std::this_thread::sleep_for(40ms);
  const Freshness freshness = slow.wait(Consistency::bounded, 20s);
  CHECK_FALSE(freshness.stale);
  CHECK(freshness.applied.sequence >= old.sequence);
}

TEST_CASE("bounded: writers are slowed, so that the learner never falls much further behind") {
  ShopOptions options;
  options.reads.bound.records = 10;
  options.reads.bound.age = 1h;
  constexpr int kWriters = 4;
  SlowShop slow(1ms, 1, options);
  std::atomic<std::uint64_t> most{0};
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      for (int i = 0; i < 30; ++i) {
        slow.place(i, fmt::format("w{}", writer));
        most = std::max<std::uint64_t>(most, slow.behind());
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  // Each writer that passed the gate may have added one record beyond the bound.
  CHECK(most <= 10 + kWriters);
}

TEST_CASE("bounded: a writer that would wait too long for the learner is told to come again") {
  ShopOptions options;
  options.reads.bound.records = 1;
  options.reads.bound.age = 1h;
  SlowShop slow(60s, 1, options);
  for (int i = 0; i < 2; ++i) slow.place(i);
  const auto refused =
      slow.shop->commit({PlaceOrder{store::simple_order("late")}}, store::Durability::synced);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().kind() == ErrorKind::busy);
  CHECK(slow.shop->order("late").error().kind() == ErrorKind::not_found);
}

TEST_CASE("a wait ends, and says that the answer is stale or is an error where stale is refused") {
  SlowShop slow(60s);
  const Position mine = slow.place(0);
  for (const Consistency level : {Consistency::strong, Consistency::session}) {
    const Freshness freshness = slow.wait(level, 10ms, mine);
    CHECK(freshness.stale);
    CHECK(freshness.applied.sequence < mine.sequence);
    const auto strict =
        slow.shop->wait_for({.level = level, .session = mine, .timeout = 10ms, .refuse_stale = true});
    REQUIRE_FALSE(strict.ok());
    CHECK(strict.error().kind() == ErrorKind::busy);
  }
}

TEST_CASE("no read is stronger than the shop allows, and the shop's own level is not either") {
  ShopOptions options;
  options.reads.levels.strongest = Consistency::session;
  options.reads.levels.standard = Consistency::strong;
  SlowShop slow(0ms, 1, options);
  CHECK(slow.shop->reads().standard == Consistency::session);
  CHECK(slow.shop->wait_for({.level = Consistency::session, .session = {}}).ok());
  for (const Consistency level : {Consistency::bounded, Consistency::strong}) {
    const auto refused = slow.shop->wait_for({.level = level, .session = {}});
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().kind() == ErrorKind::invalid);
  }
}

TEST_CASE("names of levels are read and written") {
  for (const Consistency level : {Consistency::eventual, Consistency::prefix, Consistency::session,
                                  Consistency::bounded, Consistency::strong}) {
    CHECK(parse_consistency(consistency_name(level)).value() == level);
  }
  CHECK(parse_consistency("linearizable").error().message() ==
        "'linearizable' is no consistency level; choose strong, bounded, session, prefix or eventual");
}

}  // namespace
}  // namespace suggestd::shop
