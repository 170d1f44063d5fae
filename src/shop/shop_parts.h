// What a shop is made of; for the files that define Shop, and for nobody else.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "learn/snapshot.h"
#include "shop/attribution_follower.h"
#include "shop/catalogue_sync.h"
#include "shop/recommendation_ids.h"
#include "shop/scenario_book.h"
#include "shop/served_lists.h"
#include "shop/shop.h"

namespace suggestd::shop {

// How long what a writer was told of the learner's lag in time is good for.
inline constexpr std::chrono::milliseconds kLagEvery{10};

struct Shop::Parts {
  Parts(store::Store& the_store, ShopId the_id, std::string the_name, ShopOptions the_options,
        Sequence head_now)
      : store(the_store),
        id(the_id),
        name(std::move(the_name)),
        options(std::move(the_options)),
        head_at_open(head_now),
        syncs(the_store, the_id, options.catalogue_sync) {}

  store::Store& store;
  ShopId id;
  std::string name;
  ShopOptions options;
  Sequence head_at_open;
  std::unique_ptr<learn::Learner> learner;
  std::unique_ptr<RecommendationIds> ids;
  std::unique_ptr<ScenarioBook> scenarios;
  std::unique_ptr<AttributionFollower> attribution;
  ServedLists served;
  CatalogueSyncs syncs;
  mutable std::atomic<std::int64_t> lag_asked{0};
  mutable std::atomic<bool> lag_good{true};

  Position head() const { return {store.log().epoch(id), store.log().head(id)}; }

  // How long the oldest record that is not applied yet has been waiting.
  std::chrono::milliseconds lag() const {
    const Result<std::optional<Timestamp>> oldest = store.log().time_after(id, learner->applied());
    if (!oldest || !*oldest) return std::chrono::milliseconds(0);
    return std::max(std::chrono::milliseconds(0),
                    std::chrono::duration_cast<std::chrono::milliseconds>(now() - **oldest));
  }

  std::uint64_t records_behind() const {
    const std::uint64_t applied = number(learner->applied());  // first: it only grows
    return number(head().sequence) - applied;
  }

  // For writers, who ask each time: a look into the log only every kLagEvery.
  bool is_young_enough() const {
    const std::int64_t now = std::chrono::steady_clock::now().time_since_epoch().count();
    if (now - lag_asked.load(std::memory_order_relaxed) >=
        std::chrono::steady_clock::duration(kLagEvery).count()) {
      lag_asked.store(now, std::memory_order_relaxed);
      lag_good.store(lag() <= options.bound.age, std::memory_order_relaxed);
    }
    return lag_good.load(std::memory_order_relaxed);
  }

  bool within_bound() const {
    const std::uint64_t records = records_behind();
    return records <= options.bound.records && (records == 0 || lag() <= options.bound.age);
  }

  // The sequence that a read has to wait for; 0: it answers at once.
  Result<Sequence> needed(const ReadLevel& level) const;
};

}  // namespace suggestd::shop
