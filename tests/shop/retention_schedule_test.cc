#include "shop/retention_schedule.h"

#include <catch2/catch.hpp>

#include "base/turned_clock.h"
#include "follow/followers.h"
#include "shop/shop.h"
#include "store/temporary_store.h"

namespace suggestd::shop {
namespace {

using namespace std::chrono_literals;

constexpr ShopId kShop{1};
constexpr auto kEvents = static_cast<std::size_t>(ChangeKind::event);

struct Standing {
  store::TemporaryFolder folder;
  std::unique_ptr<store::Store> store = open_store(store::small_options(folder.path() / "s"));

  // 8 events, and a learner whose stored checkpoint has read 6 of them.
  Standing() {
    for (int i = 0; i < 8; ++i) commit_one(*store, AddEvent{store::simple_event()});
    REQUIRE(
        store->follower_state(follow::kLearner).write_checkpoint(kShop, {Epoch{1}, Sequence{6}}, {}).ok());
  }

  RetentionOptions options() const {
    RetentionOptions options;
    options.policy[kEvents].age = 1h;
    options.every = 1h;
    return options;
  }
  void put_consumer(std::uint64_t sequence) {
    REQUIRE(store->consumers().put(kShop, "mirror", {Epoch{1}, Sequence{sequence}}, "").ok());
  }
};

TEST_CASE("what the learner's checkpoint has not applied stays") {
  Standing standing;
  RetentionSchedule schedule(*standing.store, standing.options());
  const auto report = schedule.run({kShop, "s"}, now() + 2h);
  REQUIRE(report.ok());
  CHECK(report->removed == 6);
  CHECK(report->held_back == 2);
  CHECK(report->oldest == Sequence{7});
  CHECK(schedule.floor(kShop, now())->holder == "the learner's checkpoint");
}

TEST_CASE("a shop without any checkpoint loses nothing") {
  Standing standing;
  REQUIRE(standing.store->follower_state(follow::kLearner).clear(kShop).ok());
  RetentionSchedule schedule(*standing.store, standing.options());
  CHECK(schedule.run({kShop, "s"}, now() + 2h)->removed == 0);
}

TEST_CASE("a consumer is waited for, until it has been silent for too long") {
  Standing standing;
  standing.put_consumer(2);
  RetentionOptions options = standing.options();
  {
    RetentionSchedule patient(*standing.store, options);
    const auto floor = patient.floor(kShop, now() + 10000h);
    CHECK(floor->sequence == Sequence{2});
    CHECK(floor->holder == "consumer 'mirror'");
    CHECK(patient.run({kShop, "s"}, now() + 10000h)->oldest == Sequence{3});
  }
  options.consumer_silence = 3h;
  RetentionSchedule impatient(*standing.store, options);
  CHECK(impatient.run({kShop, "s"}, now() + 2h)->oldest == Sequence{3});
  CHECK(impatient.floor(kShop, now() + 4h)->passed_by == std::set<std::string>{"mirror"});
  CHECK(impatient.run({kShop, "s"}, now() + 4h)->oldest == Sequence{7});
  CHECK(standing.store->consumers().get(kShop, "mirror")->cut_off);
}

TEST_CASE("a consumer that has read everything is not silent, however long it says nothing") {
  Standing standing;
  standing.put_consumer(8);
  RetentionOptions options = standing.options();
  options.consumer_silence = 1h;
  const RetentionSchedule schedule(*standing.store, options);
  CHECK(schedule.floor(kShop, now() + 100h)->passed_by.empty());
}

TEST_CASE("a model that is lost when the log is cut is learned from what is left") {
  const store::TemporaryFolder folder;
  const auto store = open_store(store::small_options(folder.path() / "s"));
  const auto open = [&] {
    auto shop = Shop::open(*store, kShop, "s", {});
    REQUIRE(shop.ok());
    return *std::move(shop);
  };
  const auto learned = [&](const Shop& shop) {
    const ReadLevel level{.level = Consistency::strong, .session = {}, .timeout = 20s};
    REQUIRE_FALSE(shop.wait_for(level)->stale);
    recommend::Request request;
    request.list = recommend::ListKind::buy_again;
    request.user_id = "u";
    request.now = now();
    std::vector<std::string> products;
    const auto list = shop.recommend(request, "", level);
    REQUIRE(list.ok());
    for (const recommend::Item& item : list->answer.items) {
      products.push_back(item.product_id);
    }
    return products;
  };
  for (int i = 0; i < 5; ++i) {
    commit_one(*store, AddEvent{store::simple_event()});
    commit_one(*store, PlaceOrder{store::simple_order(std::to_string(i))});
  }
  const std::vector<std::string> before = learned(*open());
  REQUIRE_FALSE(before.empty());

  RetentionOptions options;
  options.policy[kEvents].age = 1h;
  options.every = 1h;
  RetentionSchedule schedule(*store, options);
  REQUIRE(schedule.run({kShop, "s"}, now() + 2h)->removed == 5);
  REQUIRE(store->follower_state(follow::kLearner).clear(kShop).ok());
  CHECK(learned(*open()) == before);
}

TEST_CASE("a clock that leaps by ten years deletes nothing, and retention goes on when it is back") {
  Standing standing;
  RetentionSchedule schedule(*standing.store, standing.options());
  REQUIRE(schedule.run({kShop, "s"}, now())->removed == 0);
  const auto leapt = schedule.run({kShop, "s"}, now() + 24h * 3650);
  REQUIRE(leapt.ok());
  CHECK(leapt->removed == 0);
  CHECK(leapt->oldest == Sequence{1});
  // A restart while the clock has leapt is no reason to believe the clock.
  RetentionSchedule restarted(*standing.store, standing.options());
  CHECK(restarted.run({kShop, "s"}, now() + 24h * 3650)->removed == 0);
  CHECK(schedule.run({kShop, "s"}, now() + 2h)->removed == 6);
}

TEST_CASE("a clock that stands for a day where it leapt to is believed") {
  Standing standing;
  TurnedClock clock;
  RetentionSchedule schedule(*standing.store, standing.options(), clock);
  REQUIRE(schedule.run({kShop, "s"}, clock.wall())->removed == 0);
  clock.leap(24h * 3650);
  CHECK(schedule.run({kShop, "s"}, clock.wall())->removed == 0);
  clock.turn(23h + 59min);
  CHECK(schedule.run({kShop, "s"}, clock.wall())->removed == 0);
  clock.turn(1min);
  CHECK(schedule.run({kShop, "s"}, clock.wall())->removed == 6);
}

}  // namespace
}  // namespace suggestd::shop
