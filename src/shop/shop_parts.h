// The parts of a Shop; for the files that define Shop, and for nobody else.
//
// Threads  as Shop.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "attribute/attribution_follower.h"
#include "attribute/recommendation_ids.h"
#include "base/log.h"
#include "base/mutex.h"
#include "base/published.h"
#include "experiments/experiments.h"
#include "experiments/interleaved_answer.h"
#include "learn/snapshot.h"
#include "segments/segments.h"
#include "shop/catalogue_sync.h"
#include "shop/context_book.h"
#include "shop/experiment_write.h"
#include "shop/left_out_parts.h"
#include "shop/personal_data.h"
#include "shop/scenario_book.h"
#include "shop/served_lists.h"
#include "shop/shop.h"
#include "store/tables/kept_lists.h"

namespace suggestd::shop {

// A writer may be told a lag of the learner that was measured this long ago.
inline constexpr std::chrono::milliseconds kLagEvery{10};

struct Shop::Parts {
  Parts(store::Store& the_store, ShopId the_id, std::string the_name, ShopOptions the_options)
      : store(the_store),
        id(the_id),
        name(std::move(the_name)),
        options(std::move(the_options)),
        syncs(the_store, the_id, options.catalogue_sync),
        personal_data(
            the_store, the_id,
            [this](const std::vector<PersonId>& person) {
              for (const PersonId& one : person) served.forget(one.id);
              forget_in_kept_lists(person);
              options.erasure_begun();
            },
            [this](const std::vector<PersonId>& person) { return segments->lists().lists_with(person); },
            [this](const std::vector<PersonId>& person) -> Result<bool> {
              if (!segments->lists().lists_with(person).empty()) return true;
              return experiments->knows(person);
            }) {
    ShopSettings begun;
    begun.model = options.model;
    settings.store(std::make_shared<const ShopSettings>(begun));
    reading.store(std::make_shared<const ReadPolicy>(options.reads));
  }

  store::Store& store;
  ShopId id;
  std::string name;
  ShopOptions options;
  std::unique_ptr<learn::Learner> learner;
  std::unique_ptr<RecommendationIds> ids;
  std::unique_ptr<ScenarioBook> scenarios;
  std::unique_ptr<ContextBook> context;
  std::unique_ptr<AttributionFollower> attribution;
  std::unique_ptr<suggestd::segments::Segments> segments;  // after the learner, whose snapshots it reads
  std::unique_ptr<experiments::Experiments> experiments;
  std::unique_ptr<http::ShopperKeys> shopper_keys;
  ServedLists served;
  LeftOutParts left_out;
  CatalogueSyncs syncs;
  PersonalData personal_data;
  std::atomic<bool> suspended{false};
  Mutex setting;                     // held while settings are stored
  Published<ShopSettings> settings;  // never null
  Published<ReadPolicy> reading;     // never null; stored under `setting`
  mutable SharedMutex closing;       // held shared by every write, exclusively by close()
  bool closed SUGGESTD_GUARDED_BY(closing) = false;
  mutable std::atomic<std::int64_t> lag_asked{0};
  mutable std::atomic<std::int64_t> lag_told{0};  // milliseconds

  // The eraser does it again (store/erasure/eraser.h), so an error here only makes it later.
  void forget_in_kept_lists(const std::vector<PersonId>& person) {
    if (Status done = store::KeptLists(store.meta(), id).forget(person); !done)
      log_warning("a person goes out of kept lists later", {{"error", done.error().message()}});
  }

  Position head() const { return {store.log().epoch(id), store.log().head(id)}; }

  ScenarioWrite scenario_write(const ScenarioBook::Written& written) const {
    return {written.outcome, {head().epoch, written.outcome.sequence}, written.version, written.repeated};
  }

  CommitResult commit_result(Outcome outcome) const {
    const Position position{head().epoch, outcome.sequence};
    return {{std::move(outcome)}, position, false};
  }

  Result<ExperimentWrite> experiment_write(Result<Outcome> outcome) const {
    if (!outcome) return std::move(outcome).error();
    const Position position{head().epoch, outcome->sequence};
    return ExperimentWrite{*std::move(outcome), position, {}, 0};
  }

  // Commits for the experiments, of which a follower does some by itself.
  Result<Outcome> commit_one(Mutation mutation, const Precondition& precondition) const {
    const auto open = keep_open();
    if (!open) return open.error();
    std::vector<Mutation> mutations;
    mutations.push_back(std::move(mutation));
    Result<std::vector<Outcome>> outcomes =
        store.committer().commit(id, std::move(mutations), store::Durability::synced, precondition);
    if (!outcomes) return std::move(outcomes).error();
    return outcomes->front();
  }

  // The outcomes that were kept for a token; nothing without one.
  Result<std::optional<store::KeptOutcomes>> kept(const store::Repeat& repeat) const {
    if (!repeat) return std::optional<store::KeptOutcomes>();
    return store.repeats().find(id, repeat->name);
  }

  // The time that the oldest record which is not applied yet has been waiting. Records that a sleeping model leaves
  // for later wait for nobody.
  std::chrono::milliseconds lag() const {
    if (learner->asleep()) return std::chrono::milliseconds(0);
    const Result<std::optional<Timestamp>> oldest = store.log().time_after(id, learner->applied());
    if (!oldest || !*oldest) return std::chrono::milliseconds(0);
    return std::max(std::chrono::milliseconds(0),
                    std::chrono::duration_cast<std::chrono::milliseconds>(now() - **oldest));
  }

  std::uint64_t records_behind() const {
    const std::uint64_t applied = number(learner->applied());  // first: it only grows
    return number(head().sequence) - applied;
  }

  // The lag for writers, who ask each time: it looks into the log only every kLagEvery.
  std::chrono::milliseconds recent_lag() const {
    const std::int64_t now = std::chrono::steady_clock::now().time_since_epoch().count();
    if (now - lag_asked.load(std::memory_order_relaxed) >=
        std::chrono::steady_clock::duration(kLagEvery).count()) {
      lag_asked.store(now, std::memory_order_relaxed);
      lag_told.store(lag().count(), std::memory_order_relaxed);
    }
    return std::chrono::milliseconds(lag_told.load(std::memory_order_relaxed));
  }

  bool within_bound() const {
    const StalenessBound bound = reading.load()->bound;
    const std::uint64_t records = records_behind();
    return records <= bound.records && (records == 0 || lag() <= bound.age);
  }

  // Keeps the shop from being closed while it is held. Errors: gone after close().
  Result<std::shared_lock<SharedMutex>> keep_open() const SUGGESTD_UNCHECKED {
    std::shared_lock lock(closing);
    if (closed) return Error(ErrorKind::gone, fmt::format("the shop '{}' was deleted", name));
    return lock;
  }

  // For rotation, unless the request names what was shown.
  void tell_what_was_shown(recommend::Request& request) const {
    if (request.rotation <= 0 || !request.shown.empty()) return;
    const std::string& visitor = request.user_id.empty() ? request.anonymous_id : request.user_id;
    request.shown = served.shown_to(visitor, now() - kRotationTime);
  }

  // A page of a list that is made of both rankings of an experiment. `freshness`: of the read, once it has waited.
  Result<ListResult> interleaved_list(experiments::InterleavedRequest request, std::string_view scenario,
                                      const std::shared_ptr<ListPages>& pages,
                                      const Result<Freshness>& freshness, WorkBudget& budget);

  // Refuses a scenario that makes another list than the one that was asked for by name.
  static Status check_kind(const recommend::Request& request, const recommend::Scenario& scenario);

  // The sequence that a read has to wait for; 0: it answers at once.
  Result<Sequence> needed(const ReadLevel& level) const;
};

// Makes a list under the scenario's rules, for nobody. Errors: those of the budget alone; it is a popular
// list, so it needs nothing that the scenario's own kind of list may need.
Status try_list(const learn::Snapshot& snapshot, const recommend::Scenario& scenario, WorkBudget& budget);

}  // namespace suggestd::shop
