// One shop (tenant): its part of the store, its learner and its recommender, wired together. The only
// door through which http/ and the commands write and read.
//
// Writes   are on disk when commit() returns, and learned soon after; a reader can wait for the position in
//          the answer.
// Reads    of records (order, product, user) come from the store and are always current; lists come from
//          the learner's snapshot and say which sequence it had applied.
// Threads  every member function may be called from any thread at the same time.
// Errors   as in base/result.h: not_found for unknown things, gone and conflict for feed positions,
//          no_space while the disk is full, busy while too much is waiting.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/shopper_keys.h"
#include "attribute/attribution.h"
#include "base/ids.h"
#include "base/result.h"
#include "experiments/told_variant.h"
#include "follow/follower_condition.h"
#include "learn/learner.h"
#include "recommend/dry_run.h"
#include "recommend/recommender.h"
#include "recommend/request.h"
#include "records/mutation.h"
#include "shop/catalogue_sync.h"
#include "shop/consistency.h"
#include "shop/context_book.h"
#include "shop/exchange_rates.h"
#include "shop/feed.h"
#include "shop/scenario_book.h"
#include "shop/shop_settings.h"
#include "store/store.h"

namespace suggestd::segments {
class Segments;  // segments/segments.h
}
namespace suggestd::experiments {
class Experiments;  // experiments/experiments.h
struct Experiment;  // experiments/experiment.h
}  // namespace suggestd::experiments

namespace suggestd::shop {

struct ExperimentWrite;  // shop/experiment_write.h
class PersonalData;      // shop/personal_data.h
struct PastModel;        // shop/look_back.h
struct ListPages;        // shop/served_lists.h
struct ServedList;       // the same

struct CommitResult {
  std::vector<Outcome> outcomes;  // one for each mutation, in order
  Position position;              // last record written by this commit, or the head if none was
  bool repeated = false;          // made before; these are its outcomes of the first time
};

struct ScenarioWrite {
  Outcome outcome;
  Position position;
  std::uint64_t version = 0;  // now in force; 0: none
  bool repeated = false;
};

struct ListResult {
  std::string recommendation_id;
  std::string scenario;    // "" for none
  std::string properties;  // fields to send along that the scenario names; "" for none
  recommend::Answer answer;
  Freshness freshness;
  std::shared_ptr<const learn::Snapshot> snapshot;      // that the answer was made from
  std::vector<experiments::ToldVariant> variants = {};  // of running experiments, that the visitor is in
};

struct SyncStarted {
  std::string sync_id;
  std::size_t products = 0;  // that may be hidden if they are not sent
  bool repeated = false;
};

struct SyncResult {
  std::size_t seen = 0;
  std::size_t products = 0;  // that were there at the start
  std::size_t hidden = 0;
  Position position;
  bool repeated = false;
};

struct AudienceResult {
  std::vector<recommend::AudienceMember> members;
  Freshness freshness;
};

struct VectorResult {
  std::vector<float> vector;
  Freshness freshness;
};

struct PlacementReport {
  Placement placement;
  AttributionTotals totals;
  std::optional<ConvertedMoney> converted = {};  // the revenue in one currency, if one was asked for
};

// Clicks, orders and revenue of the lists answered from `from` to before `until`, by the hour.
struct ReportRequest {
  Timestamp from{};
  Timestamp until{};
  std::optional<Currency> currency = {};  // in which the revenue is told too, by the rates of each hour
};

struct ReportResult {
  std::vector<PlacementReport> placements;
  Timestamp from{};   // as asked, at the beginning of its hour
  Timestamp until{};  // as asked, at the end of its hour; exclusive
  Freshness freshness;
};

struct ScenarioFault {
  std::string scenario;
  std::vector<recommend::LeftOut> parts;  // that its lists do without
};

struct ShopStatus {
  std::string name;
  Position head;
  Position applied;
  Position oldest;                  // first record that the log still has
  std::chrono::milliseconds lag{};  // how long the oldest record that is not applied yet has been waiting
  learn::LearnerStatus learner;
  std::vector<follow::FollowerCondition>
      followers;  // of the log, beside the learner: attribution, segments, experiments
};

struct ShopOptions {
  ReadPolicy reads;
  learn::LearnerOptions learner;
  ModelSettings model = {};  // of the shop's settings, over those of `learner`
  AttributionOptions attribution;
  CatalogueSyncOptions catalogue_sync;
  std::vector<std::string> scenarios;  // of the config file, as JSON with a "name"
  std::function<void()> erasure_begun = [] {};
};

inline constexpr std::chrono::hours kRotationTime{2};

class Shop {
 public:
  // Requires: `store` outlives the shop.
  static Result<std::unique_ptr<Shop>> open(store::Store& store, ShopId id, std::string name,
                                            ShopOptions options);
  ~Shop();  // stops the learner after a checkpoint
  Shop(const Shop&) = delete;
  Shop& operator=(const Shop&) = delete;

  // Ends the followers, and refuses all writes from now on (gone). Returns when those under way are done.
  // Lists are served from the last snapshot for as long as somebody holds the shop.
  void close();
  // Does work that leaves rows of the shop, unless it was deleted: then (gone) nothing must be left. close() waits for
  // it.
  Status while_open(const std::function<Status()>& work) const;
  // A suspended shop goes on learning; its own keys are refused (http/dispatcher.h).
  void set_suspended(bool suspended) noexcept;
  bool suspended() const noexcept;
  // The dispatcher keeps to the mode and the limits, and reads to the levels; a model with other options is made anew
  // while the last lists go on being served.
  void set_settings(ShopSettings settings);
  std::shared_ptr<const ShopSettings> settings() const;
  // In place of ShopOptions::reads, for reads and writes that begin from now on.
  void set_read_policy(const ReadPolicy& policy);
  // The levels in force.
  ConsistencyRange reads() const;

  ShopId id() const noexcept;
  const std::string& name() const noexcept;
  const ShopOptions& options() const noexcept;  // that it was opened with
  // The options of its model: those of its settings, or else the configured ones.
  learn::ModelOptions model_options() const;

  // --- Writes. Each mutation has its own outcome: a refused one takes no other with it. An error means
  // that none of them was written. A write with a RepeatToken is made once (store/commit/repeats.h).
  // `precondition` holds for each.
  Result<CommitResult> commit(std::vector<Mutation> mutations, store::Durability durability,
                              const Precondition& precondition = {}, const store::Repeat& repeat = {});

  // --- Records, always current.
  // The last record that is on disk. A read of records that begins now sees at least this.
  Position head() const;
  Result<store::StoredOrder> order(std::string_view order_id) const;
  Result<store::OrdersPage> orders_of(std::string_view user_id, std::size_t limit, std::string_view cursor,
                                      std::size_t bytes) const;
  Result<store::StoredProduct> product(std::string_view product_id) const;
  Result<store::StoredUser> user(std::string_view user_id) const;

  // --- The learned state that lists are made from at present; never null. As Learner::snapshot().
  std::shared_ptr<const learn::Snapshot> snapshot() const;
  // As the functions of the learner.
  std::uint64_t ask_for_training();
  learn::Trainings& trainings() const noexcept;

  // --- Lists and vectors, from the snapshot.
  // `scenario`: recommend::with_scenario() adds it to the request; "" for none. A request with rotation and
  // without `shown` takes the products that this visitor was shown in the last kRotationTime. Errors:
  // not_found for an unknown scenario; invalid for one of another kind than a request names. The
  // budget pays for the list; the second form has no budget.
  Result<ListResult> recommend(const recommend::Request& request, std::string_view scenario,
                               const ReadLevel& level, WorkBudget& budget) const;
  Result<ListResult> recommend(const recommend::Request& request, std::string_view scenario,
                               const ReadLevel& level) const;
  // A list from a model of an earlier moment, at that moment: catalogue, people and signals as they were, the scenario as it is
  // today, no experiment. It has no id and leaves no trace: nobody was shown it. Errors: as recommend(); gone for a person of
  // whom nothing is kept any more, or who is not profiled any more.
  Result<ListResult> recommend_as_of(const recommend::Request& request, std::string_view scenario,
                                     const PastModel& past, WorkBudget& budget) const;
  Result<AudienceResult> audience(std::string_view product_id, std::size_t limit, const ReadLevel& level,
                                  WorkBudget& budget) const;
  Result<VectorResult> user_vector(std::string_view user_id, const ReadLevel& level) const;
  Result<VectorResult> product_vector(std::string_view product_id, const ReadLevel& level) const;

  // The next `limit` products of a list that was answered before, none of them twice: any id of the list or
  // of its pages, asked for once or again, goes on after what was shown last. Errors: invalid
  // for what is no recommendation id; not_found if the list is forgotten (served_lists.h).
  Result<ListResult> next(std::string_view recommendation_id, std::size_t limit, const ReadLevel& level,
                          WorkBudget& budget) const;

  // A list as it was answered; null if it is forgotten.
  std::shared_ptr<const ServedList> served(std::string_view recommendation_id) const;

  // --- The keys that its shoppers' tokens are verified with.
  const http::ShopperKeys& shopper_keys() const;
  Result<bool> put_shopper_key(http::ShopperKey key);
  Status remove_shopper_key(std::string_view key_id);

  // --- One person: all that is kept, and its erasure.
  PersonalData& personal_data() const;

  // --- Groups of its people.
  suggestd::segments::Segments& segments() const;

  // --- Scenarios.
  std::shared_ptr<const ScenarioBook::Map> scenarios() const;
  Result<ScenarioBook::Entry> scenario(std::string_view name) const;
  // `expected`: as ScenarioBook::put. Errors: conflict; invalid if a filter or the booster does not compile
  // on the catalogue as it is; those of the budget, which pays for one list under it: rules that no list
  // could pay for are refused here. `by`: an account's address or a key's id, kept with the version.
  Result<ScenarioWrite> put_scenario(const recommend::Scenario& scenario,
                                     std::optional<std::uint64_t> expected, WorkBudget& budget,
                                     const store::Repeat& repeat = {}, std::string_view by = {});
  // The result of put_scenario() under this token; nothing if it was not made.
  Result<std::optional<ScenarioWrite>> put_before(const store::Repeat& repeat) const;
  Result<ScenarioWrite> remove_scenario(std::string_view name, std::optional<std::uint64_t> expected,
                                        std::string_view by = {});
  // As ScenarioBook::put_from_file.
  Result<std::vector<std::string>> put_scenarios_of_file(std::span<const std::string> documents);
  // The scenarios in force with a part that has no meaning in the catalogue as it is. Looks at all of them; none is
  // found while the model sleeps.
  std::vector<ScenarioFault> scenario_faults() const;
  Result<std::vector<ScenarioVersion>> scenario_versions(std::string_view name,
                                                         const VersionRange& range) const;
  // The changes that putting it would bring (recommend/dry_run.h). Errors: as put_scenario.
  Result<recommend::DryRun> dry_run(const recommend::Scenario& scenario, std::size_t sample,
                                    std::size_t limit, WorkBudget& budget) const;

  // --- Signals from outside: shop/context_book.h.
  std::shared_ptr<const ContextBook::Map> context() const;
  Result<CommitResult> put_context(ContextSeries series);
  Result<CommitResult> remove_context(std::string_view name);

  // --- Experiments on scenarios.
  experiments::Experiments& experiments() const;
  // Errors of put and start: as the book's; conflict or invalid if a variant does not fit the scenario or the
  // catalogue; those of the budget, which pays for a list of each variant.
  Result<ExperimentWrite> put_experiment(const experiments::Experiment& experiment,
                                         const Precondition& precondition, WorkBudget& budget);
  Result<ExperimentWrite> delete_experiment(std::string_view name, const Precondition& precondition);
  Result<ExperimentWrite> start_experiment(std::string_view name, WorkBudget& budget);
  Result<ExperimentWrite> stop_experiment(std::string_view name);
  // Writes the variant into the scenario, as a new version, and ends the run. Errors: as put_scenario, too.
  Result<ExperimentWrite> promote_experiment(std::string_view name, std::string_view variant,
                                             WorkBudget& budget);
  // Waits until the outcomes are counted as far as the level asks.
  Result<Freshness> wait_for_experiments(const ReadLevel& level) const;

  // --- Full synchronisation of the catalogue: shop/catalogue_sync.h.
  Result<SyncStarted> start_sync(const store::Repeat& repeat = {});
  Status note_sync(std::string_view sync_id, std::string_view ndjson);
  Result<SyncResult> finish_sync(std::string_view sync_id, bool confirmed, const store::Repeat& repeat = {});
  Status abort_sync(std::string_view sync_id);

  // --- The clicks, orders and revenue of lists (attribution.h). The scenario stays known when it is removed.
  // Errors: not_found for one that was never defined.
  Result<ReportResult> report(std::string_view scenario, const ReportRequest& request, const ReadLevel& level,
                              WorkBudget& budget) const;
  // The same of all scenarios, and of the lists of each kind that were asked for without one. A removed
  // scenario without lists in that time is left out.
  Result<ReportResult> report_all(const ReportRequest& request, const ReadLevel& level,
                                  WorkBudget& budget) const;

  // Waits as the level asks. Errors: busy if the wait ran out and the level refuses stale answers;
  // conflict if the caller's session is of another epoch.
  Result<Freshness> wait_for(const ReadLevel& level) const;

  // --- Change feed.
  Result<FeedPage> changes(const FeedRequest& request) const;
  // Named consumers: store/tables/consumers.h says how they are stored, and when that is refused.
  Result<store::Consumer> put_consumer(std::string_view name, Position position, std::string_view if_match);
  Result<store::Consumer> consumer(std::string_view name) const;
  Result<std::vector<store::Consumer>> consumers() const;
  Status remove_consumer(std::string_view name);

  ShopStatus status() const;
  // True once the learner has applied all that the log held when the shop was opened. It waits for a training
  // only if the checkpoint holds no vectors: before that, lists would be everybody's. Stays true.
  bool ready() const;
  // The wait of a write that keeps the learner within the bound of `bounded` reads. Large writes may take up
  // half of the bound, so that an order never waits for an import.
  std::chrono::milliseconds slow_down(store::WriteSize size) const;

 private:
  struct Parts;
  explicit Shop(std::unique_ptr<Parts> parts);
  Result<ListResult> answer(recommend::Request request, std::string_view scenario,
                            const std::shared_ptr<ListPages>& pages, const ReadLevel& level,
                            WorkBudget& budget) const;
  Result<ListResult> answer_nothing(const recommend::Request& request, std::string_view scenario,
                                    const ReadLevel& level) const;
  Result<ReportResult> report_on(const std::map<PlacementNumber, Placement>& placements,
                                 const ReportRequest& request, const ReadLevel& level,
                                 WorkBudget& budget) const;
  std::unique_ptr<Parts> parts_;
};

}  // namespace suggestd::shop
