#include "attribute/attribution_follower.h"

#include <catch2/catch.hpp>

#include "follow/followers.h"
#include "store/temporary_store.h"

namespace suggestd::shop {
namespace {

using store::kShop;
using namespace std::chrono_literals;

constexpr std::chrono::seconds kLong{20};

struct Following {
  explicit Following(store::Store& the_store)
      : store(the_store), ids(*RecommendationIds::open(store.meta(), kShop)) {
    if (!ids->add_scenario("home")) FAIL("no number");
    follower =
        *AttributionFollower::start(kShop, store.log(), store.follower_state(follow::kAttribution), *ids, {});
  }

  std::int64_t shown() const {
    REQUIRE(follower->wait_applied(store.log().head(kShop), kLong));
    WorkBudget unlimited;
    return read_totals(store.follower_state(follow::kAttribution), kShop, *ids->find("home"), 0, UINT32_MAX,
                       unlimited)
        ->shown_events;
  }

  void show(int times) {
    for (int i = 0; i < times; ++i) {
      Event event = store::simple_event();
      event.type = EventType::rec_shown;
      event.at = now();
      event.recommendation_id = ids->make("home", recommend::ListKind::for_you);
      store::commit_one(store, AddEvent{event});
    }
  }

  store::Store& store;
  std::unique_ptr<RecommendationIds> ids;
  std::unique_ptr<AttributionFollower> follower;
};

TEST_CASE("each record is counted once, however often the follower starts") {
  const store::TemporaryFolder folder;
  for (int start = 1; start <= 3; ++start) {
    const auto store = store::open_store(store::small_options(folder.path() / "s"));
    Following following(*store);
    following.show(5);  // counted now, or read by the next
    following.follower.reset();
    CHECK(Following(*store).shown() == 5 * start);
  }
  const auto store = store::open_store(store::small_options(folder.path() / "s"));
  REQUIRE(store->follower_state(follow::kAttribution).clear(kShop).ok());
  CHECK(Following(*store).shown() == 15);
}

TEST_CASE("the learner's rows and the attribution's are not mixed up") {
  const store::TemporaryFolder folder;
  const auto store = store::open_store(store::small_options(folder.path() / "s"));
  Following following(*store);
  following.show(1);
  CHECK(following.shown() == 1);
  REQUIRE(store->follower_state(follow::kLearner).clear(kShop).ok());
  CHECK(following.shown() == 1);
  CHECK(number(store->follower_state(follow::kLearner).applied(kShop)->sequence) == 0);
}

}  // namespace
}  // namespace suggestd::shop
