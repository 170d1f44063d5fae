#include "experiments/outcome_follower.h"

#include <atomic>
#include <thread>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "experiments/small_experiment.h"
#include "follow/followers.h"
#include "store/temporary_store.h"

namespace suggestd::experiments {
namespace {

using store::kShop;

TEST_CASE("a guard that trips while writes are refused stops its variant once they are not") {
  const store::TemporaryFolder folder;
  const auto store = store::open_store(store::small_options(folder.path() / "s"));
  std::atomic<bool> refuses = false;
  std::atomic<int> refused = 0;
  Splitter splitter;
  const auto book = *ExperimentBook::open(
      *store, kShop, splitter, [&](Mutation mutation, const Precondition& asked) -> Result<Outcome> {
        if (refuses.load()) {
          ++refused;
          return conflict("not now");
        }
        return store->committer()
            .commit(kShop, {std::move(mutation)}, store::Durability::buffered, asked)
            ->front();
      });
  StoredExperiment stored = running_experiment();
  stored.experiment.guards.push_back({Metric::conversion, 0.1});
  stored.run->started_at = now();
  stored.run->tuned_to = 500;
  REQUIRE(book->put(stored.experiment, {}).ok());
  REQUIRE(book->start(*book->find("e"), *stored.run).ok());

  std::atomic<std::chrono::hours> passed{std::chrono::hours(0)};
  const auto follower =
      *OutcomeFollower::start(kShop, {store->log(), store->follower_state(follow::kExperiments), splitter,
                                      *book, [](const PersonId&, Timestamp, Currency) { return Past{}; },
                                      [&] { return now() + passed.load(); }});
  for (int i = 0; i < 800; ++i) {
    const std::string user = fmt::format("u{}", i);
    const bool varied = splitter.split("home", {user, ""}, now()).told().front().variant == "varied";
    if (i % (varied ? 8 : 2) != 0) continue;
    Order order = store::simple_order(user, user);
    order.placed_at = now();
    const Outcome placed = store::commit_one(*store, PlaceOrder{order});
    REQUIRE(follower->wait_applied(placed.sequence, std::chrono::seconds(20)));
  }
  refuses = true;
  passed = stored.experiment.window + std::chrono::hours(2);
  const auto wait_until = [](const auto& seen) {
    for (int i = 0; i < 2'000 && !seen(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return seen();
  };
  REQUIRE(wait_until([&] { return refused.load() > 2; }));
  CHECK(book->find("e")->stored.run->stopped.empty());
  refuses = false;
  REQUIRE(wait_until([&] { return !book->find("e")->stored.run->stopped.empty(); }));
  CHECK(book->find("e")->stored.run->stopped.front().variant == 1);
  CHECK_FALSE(follower->failure());
}

}  // namespace
}  // namespace suggestd::experiments
