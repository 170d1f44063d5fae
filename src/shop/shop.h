// One shop (tenant): its part of the store, its learner and its recommender, wired together. The only
// door through which http/ and the commands write and read.
//
// Writes   are on disk when commit() returns, and learned soon after; the answer's position tells a
//          reader what to wait for.
// Reads    of records (order, product, user) come from the store and are always current; lists come from
//          the learner's snapshot and say which sequence it had applied.
// Threads  every member function may be called from any thread at the same time.
// Errors   as in base/result.h: not_found for unknown things, gone and conflict for feed positions,
//          no_space while the disk is full, busy while too much is waiting.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "learn/learner.h"
#include "recommend/dry_run.h"
#include "recommend/recommender.h"
#include "recommend/request.h"
#include "records/mutation.h"
#include "shop/attribution.h"
#include "shop/catalogue_sync.h"
#include "shop/consistency.h"
#include "shop/feed.h"
#include "shop/scenario_book.h"
#include "store/store.h"

namespace suggestd::shop {

struct CommitResult {
  std::vector<Outcome> outcomes;  // one for each mutation, in order
  Position position;              // last record written by this commit, or the head if none was
};

struct ListResult {
  std::string recommendation_id;
  std::string scenario;    // "" for none
  std::string properties;  // fields to send along that the scenario names; "" for none
  recommend::Answer answer;
  Freshness freshness;
};

struct SyncResult {
  std::size_t seen = 0;
  std::size_t products = 0;  // that were there at the start
  std::size_t hidden = 0;
  Position position;
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
};

struct ReportResult {
  std::vector<PlacementReport> placements;
  Timestamp from{};   // as asked, at the beginning of its hour
  Timestamp until{};  // as asked, at the end of its hour; exclusive
  Freshness freshness;
};

struct ShopStatus {
  std::string name;
  Position head;
  Position applied;
  Position oldest;                  // first record that the log still has
  std::chrono::milliseconds lag{};  // how long the oldest record that is not applied yet has been waiting
  learn::LearnerStatus learner;
};

struct ShopOptions {
  Consistency strongest = Consistency::strong;  // the most that a request may ask for
  Consistency standard = Consistency::session;  // what a request without the header gets; at most strongest
  StalenessBound bound;
  learn::LearnerOptions learner;
  AttributionOptions attribution;
  CatalogueSyncOptions catalogue_sync;
  std::vector<std::string> scenarios;  // of the config file, as JSON with a "name"
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

  ShopId id() const noexcept;
  const std::string& name() const noexcept;
  const ShopOptions& options() const noexcept;

  // --- Writes. Each mutation has its own outcome: a refused one takes no other with it. An error means
  // that none of them was written.
  // `precondition` holds for each.
  Result<CommitResult> commit(std::vector<Mutation> mutations, store::Durability durability,
                              const Precondition& precondition = {});

  // --- Records, always current.
  // The last record that is on disk: what a read of records that begins now has seen at least.
  Position head() const;
  Result<store::StoredOrder> order(std::string_view order_id) const;
  Result<store::OrdersPage> orders_of(std::string_view user_id, std::size_t limit,
                                      std::string_view cursor) const;
  Result<store::StoredProduct> product(std::string_view product_id) const;
  Result<store::StoredUser> user(std::string_view user_id) const;

  // --- Lists and vectors, from the snapshot.
  // `scenario`: what recommend::with_scenario adds to the request; "" for none. A request with rotation and
  // without `shown` takes what this visitor was shown in the last kRotationTime. Errors: not_found for an
  // unknown scenario.
  Result<ListResult> recommend(const recommend::Request& request, std::string_view scenario,
                               const ReadLevel& level) const;
  Result<AudienceResult> audience(std::string_view product_id, std::size_t limit,
                                  const ReadLevel& level) const;
  Result<VectorResult> user_vector(std::string_view user_id, const ReadLevel& level) const;
  Result<VectorResult> product_vector(std::string_view product_id, const ReadLevel& level) const;

  // The next `limit` products of a list that was answered before, none of them twice. Errors: not_found if
  // the list is forgotten (served_lists.h).
  Result<ListResult> next(std::string_view recommendation_id, std::size_t limit,
                          const ReadLevel& level) const;

  // --- Scenarios.
  std::shared_ptr<const ScenarioBook::Map> scenarios() const;
  Result<ScenarioBook::Entry> scenario(std::string_view name) const;
  // `expected`: as ScenarioBook::put. Errors: conflict; invalid if a filter or the booster does not compile
  // on the catalogue as it is.
  Result<CommitResult> put_scenario(const recommend::Scenario& scenario,
                                    std::optional<std::uint64_t> expected);
  Result<CommitResult> remove_scenario(std::string_view name, std::optional<std::uint64_t> expected);
  Result<std::vector<ScenarioVersion>> scenario_versions(std::string_view name) const;
  // What putting it would change (recommend/dry_run.h). Errors: as put_scenario.
  Result<recommend::DryRun> dry_run(const recommend::Scenario& scenario, std::size_t sample,
                                    std::size_t limit) const;

  // --- Full synchronisation of the catalogue: shop/catalogue_sync.h.
  Result<SyncStart> start_sync();
  Status note_sync(std::string_view sync_id, std::string_view ndjson);
  Result<SyncResult> finish_sync(std::string_view sync_id, bool confirmed);
  Status abort_sync(std::string_view sync_id);

  // --- What came of the lists answered from `from` to before `until`, by the hour (attribution.h). The
  // scenario stays known when it is removed. Errors: not_found for one that was never defined.
  Result<ReportResult> report(std::string_view scenario, Timestamp from, Timestamp until,
                              const ReadLevel& level) const;
  // Of all scenarios, and of the lists of each kind that were asked for without one.
  Result<ReportResult> report_all(Timestamp from, Timestamp until, const ReadLevel& level) const;

  // Waits as the level asks. Errors: busy if the wait ran out and the level refuses stale answers;
  // conflict if the caller's session is of another epoch.
  Result<Freshness> wait_for(const ReadLevel& level) const;

  // --- Change feed.
  Result<FeedPage> changes(const FeedRequest& request) const;
  // Named consumers: store/consumers.h says what is stored, and when it is refused.
  Result<store::Consumer> put_consumer(std::string_view name, Position position, std::string_view if_match);
  Result<store::Consumer> consumer(std::string_view name) const;
  Result<std::vector<store::Consumer>> consumers() const;
  Status remove_consumer(std::string_view name);

  ShopStatus status() const;
  // True once the learner has applied all that the log held when the shop was opened, and has trained on it
  // if it had to: before that, lists would be everybody's. Stays true.
  bool ready() const;
  // How long a write should wait, so that the learner stays within the bound of `bounded` reads.
  std::chrono::milliseconds slow_down() const;

 private:
  struct Parts;
  explicit Shop(std::unique_ptr<Parts> parts);
  Result<ListResult> answer(recommend::Request request, std::string_view scenario,
                            std::vector<std::string> shown_before, const ReadLevel& level) const;
  Result<ReportResult> report_on(const std::map<PlacementNumber, Placement>& placements, Timestamp from,
                                 Timestamp until, const ReadLevel& level) const;
  std::unique_ptr<Parts> parts_;
};

}  // namespace suggestd::shop
