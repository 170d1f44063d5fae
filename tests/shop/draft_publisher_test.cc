#include "shop/draft_publisher.h"

#include <chrono>
#include <functional>
#include <thread>

#include <catch2/catch.hpp>

#include "base/turned_clock.h"
#include "store/temporary_store.h"

namespace suggestd::shop {
namespace {

using namespace std::chrono_literals;
using store::kShop;

bool soon(const std::function<bool()>& happens) {
  for (int i = 0; i < 3'000 && !happens(); ++i) std::this_thread::sleep_for(10ms);
  return happens();
}

struct Standing {
  store::TemporaryFolder folder;
  std::unique_ptr<store::Store> store = open_store(store::small_options(folder.path() / "s"));
  std::shared_ptr<Shop> shop = *Shop::open(*store, kShop, "s", {});
  ScenarioDrafts drafts{store->meta(), kShop};
  TurnedClock clock;

  void put(std::string_view list) {
    WorkBudget budget;
    REQUIRE(shop->put_scenario(*recommend::parse_scenario("home", list), std::nullopt, budget, {}).ok());
  }
  ScenarioDraft draft(std::optional<Timestamp> publish_at = std::nullopt) const {
    ScenarioDraft draft;
    draft.name = "home";
    draft.scenario = R"({"list":"trending"})";
    draft.saved_at = clock.wall();
    draft.saved_by = "ada";
    draft.publish_at = publish_at;
    return draft;
  }
  std::unique_ptr<DraftPublisher> publisher() {
    return std::make_unique<DraftPublisher>(
        *store, [this](ShopId) { return shop; }, clock);
  }
};

TEST_CASE("a draft is published when its time has come, and not before") {
  Standing at;
  REQUIRE(at.drafts.put(at.draft(at.clock.wall() + 24h)).ok());
  const auto publisher = at.publisher();
  at.clock.turn(24h - 1s);
  const auto due = due_drafts(at.store->meta(), at.clock.wall());
  CHECK(due->now.empty());
  CHECK(due->next == at.clock.wall() + 1s);
  at.clock.turn(1s);
  CHECK(soon([&] { return at.shop->scenario("home").ok(); }));
  CHECK(soon([&] { return !at.drafts.find("home").ok(); }));
  CHECK(at.shop->scenario_versions("home", {})->front().by == "ada");
}

TEST_CASE("a draft that is saved while the publisher runs is found") {
  Standing at;
  const auto publisher = at.publisher();
  std::this_thread::sleep_for(1'200ms);  // it has looked, and found none
  REQUIRE(at.drafts.put(at.draft(at.clock.wall())).ok());
  CHECK(soon([&] { return at.shop->scenario("home").ok(); }));
}

TEST_CASE("a draft of a suspended shop waits until the shop is there again") {
  Standing at;
  at.shop->set_suspended(true);
  REQUIRE(at.drafts.put(at.draft(at.clock.wall())).ok());
  const auto publisher = at.publisher();
  std::this_thread::sleep_for(1'200ms);  // longer than between two looks
  CHECK(at.drafts.find("home")->publish_at);
  CHECK_FALSE(at.shop->scenario("home").ok());
  at.shop->set_suspended(false);
  CHECK(soon([&] { return at.shop->scenario("home").ok(); }));
}

TEST_CASE(
    "a draft that was put into force and not yet forgotten when the server was killed is only forgotten") {
  Standing at;
  at.put(R"({"list":"trending"})");
  REQUIRE(at.drafts.put(at.draft()).ok());  // its base is no scenario
  WorkBudget budget;
  const auto published = at.drafts.publish(*at.shop, "home", budget, {}, "ada");
  REQUIRE(published.ok());
  CHECK(published->version == 1);
  CHECK_FALSE(at.drafts.find("home").ok());
}

TEST_CASE("a draft that was saved anew keeps its time when the one before it fails") {
  Standing at;
  const ScenarioDraft before = at.draft(at.clock.wall());
  ScenarioDraft after = before;
  after.saved_at += 1s;
  REQUIRE(at.drafts.put(after).ok());
  CHECK(at.drafts.put(before, {true, before}).error().kind() == ErrorKind::conflict);
  CHECK(*at.drafts.find("home") == after);
}

}  // namespace
}  // namespace suggestd::shop
