// The parts of a shop on a change log that is not the store's: they need nothing but the log's interface.
#include <catch2/catch.hpp>

#include <chrono>
#include <memory>
#include <vector>

#include "attribute/attribution_follower.h"
#include "learn/learner.h"
#include "learn/same_model.h"
#include "learn/sample_log.h"
#include "learn/snapshot.h"
#include "recommend/recommender.h"
#include "shop/feed.h"
#include "store/memory_change_log.h"
#include "store/memory_follower_state.h"
#include "store/temporary_store.h"

namespace suggestd::shop {
namespace {

constexpr ShopId kShop{1};
constexpr std::chrono::seconds kLong{60};

TEST_CASE("a log in memory teaches a learner, counts for attribution, and feeds followers") {
  store::MemoryChangeLog log;
  std::vector<Change> changes = learn::sample_log(2'000);
  for (Change& change : changes) REQUIRE(log.append(kShop, {&change, 1}).ok());
  const Sequence head = log.head(kShop);

  store::MemoryFollowerState learned;
  learn::LearnerOptions options;
  options.model = learn::small_options(2);
  const auto learner = learn::Learner::start(kShop, log, learned, options);
  REQUIRE(learner.ok());
  REQUIRE((*learner)->wait_applied(head, kLong));

  recommend::Request request;
  request.user_id = "u1";
  request.limit = 5;
  request.now = learn::day(200);
  const auto list = recommend::recommend(*(*learner)->snapshot(), request);
  REQUIRE(list.ok());
  CHECK(list->items.size() == 5);
  CHECK(list->applied.sequence == head);

  const store::TemporaryFolder folder;
  const auto store = store::open_store(store::small_options(folder.path() / "s"));
  const auto ids = RecommendationIds::open(store->meta(), kShop);
  REQUIRE(ids.ok());
  store::MemoryFollowerState attributed;
  const auto attribution = AttributionFollower::start(kShop, log, attributed, **ids, {});
  REQUIRE(attribution.ok());
  CHECK((*attribution)->wait_applied(head, kLong));

  FeedRequest feed;
  feed.limit = 100;
  std::size_t told = 0;
  for (Position at{Epoch{1}, Sequence{0}}; at.sequence < head;) {
    feed.since = at;
    const Result<FeedPage> page = read_feed(log, kShop, feed);
    REQUIRE(page.ok());
    told += page->changes.size();
    at = page->next;
  }
  CHECK(told == changes.size());
}

}  // namespace
}  // namespace suggestd::shop
