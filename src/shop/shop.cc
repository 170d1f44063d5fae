#include "shop/shop.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/mutex.h"
#include "base/unique_id.h"
#include "follow/followers.h"
#include "recommend/merchandise/audience.h"
#include "recommend/score_order.h"
#include "shop/lag_gate.h"
#include "shop/shop_parts.h"

namespace suggestd::shop {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

Error stopped_learning(const Error& failure) {
  return failure.with_context("the shop's lists learn no more, and a restart meets the same");
}

}  // namespace

Status Shop::Parts::check_kind(const recommend::Request& request, const recommend::Scenario& scenario) {
  if (!request.list_named || request.list == scenario.list) return {};
  const std::string_view path = recommend::entry_of(scenario.list).path;
  return invalid_field(
      "/scenario",
      fmt::format("the scenario '{}' makes the list '{}', and this request asks for '{}'; {}POST "
                  "/v1/recommendations without `list` takes the scenario's",
                  scenario.name, recommend::list_kind_name(scenario.list),
                  recommend::list_kind_name(request.list),
                  path.empty() ? "" : fmt::format("ask GET {}, or: ", path)));
}

Result<Sequence> Shop::Parts::needed(const ReadLevel& level) const {
  const Position latest = head();
  switch (level.level) {
    case Consistency::strong:
      return latest.sequence;
    case Consistency::bounded: {
      if (within_bound()) return Sequence{0};
      // Everything but the last bound.records records, and everything older than bound.age, must be applied.
      const StalenessBound bound = reading.load()->bound;
      const std::uint64_t allowed = std::min(bound.records, number(latest.sequence));
      const Result<Sequence> old = store.log().position_at(id, now() - bound.age);
      if (!old) return old.error();
      return std::max(*old, Sequence{number(latest.sequence) - allowed});
    }
    case Consistency::session: {
      if (!level.session) return Sequence{0};
      if (level.session->epoch != latest.epoch) {
        return conflict(
            fmt::format("the session {} is of epoch {}, and the log is of epoch {}: it was restored from "
                        "a backup. Drop the token and go on without it",
                        to_text(*level.session), number(level.session->epoch), number(latest.epoch)));
      }
      // A write may be answered before it is on disk (without a sync); the read waits for it too.
      if (level.session->sequence > store.log().written(id)) {
        return invalid(
            fmt::format("the session {} is beyond the head {} of this shop's log; was it given by another "
                        "shop?",
                        to_text(*level.session), to_text(latest)));
      }
      return level.session->sequence;
    }
    case Consistency::prefix:
    case Consistency::eventual:
      return Sequence{0};
  }
  return Sequence{0};
}

Shop::Shop(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Shop::~Shop() {
  parts_->experiments->follower().stop();
  parts_->learner->stop();
}

Result<std::unique_ptr<Shop>> Shop::open(store::Store& store, ShopId id, std::string name,
                                         ShopOptions options) {
  options.learner.score = recommend::score_order;
  learn::LearnerOptions of_learner = options.learner;
  of_learner.model = options.model.over(of_learner.model);
  auto learner = learn::Learner::start(id, store.log(), store.follower_state(follow::kLearner), of_learner);
  if (!learner) return learner.error().with_context(fmt::format("shop '{}'", name));
  auto ids = RecommendationIds::open(store.meta(), id);
  if (!ids) return ids.error().with_context(fmt::format("shop '{}'", name));
  auto scenarios = ScenarioBook::open(store, id, **ids);
  if (!scenarios) return scenarios.error().with_context(fmt::format("shop '{}'", name));
  auto context = ContextBook::open(store, id);
  if (!context) return context.error().with_context(fmt::format("shop '{}'", name));
  auto attribution = AttributionFollower::start(id, store.log(), store.follower_state(follow::kAttribution),
                                                **ids, options.attribution);
  if (!attribution) return attribution.error().with_context(fmt::format("shop '{}'", name));
  auto segments =
      segments::Segments::open(store, id, [learner = learner->get()] { return learner->snapshot(); });
  if (!segments) return segments.error().with_context(fmt::format("shop '{}'", name));
  auto shopper_keys = http::ShopperKeys::open(store.meta(), id);
  if (!shopper_keys) return shopper_keys.error().with_context(fmt::format("shop '{}'", name));
  auto parts = std::make_unique<Parts>(store, id, std::move(name), std::move(options));
  if (const auto put = (*scenarios)->put_from_file(parts->options.scenarios); !put) {
    return put.error().with_context("[[scenario]]");
  }
  parts->learner = std::move(*learner);
  parts->ids = std::move(*ids);
  parts->scenarios = std::move(*scenarios);
  parts->context = std::move(*context);
  parts->attribution = std::move(*attribution);
  parts->segments = std::move(*segments);
  parts->shopper_keys = std::move(*shopper_keys);
  auto experiments = experiments::Experiments::open(
      store, id, [&of = *parts](Mutation mutation, const Precondition& precondition) {
        return of.commit_one(std::move(mutation), precondition);
      });
  if (!experiments) return experiments.error().with_context(fmt::format("shop '{}'", parts->name));
  parts->experiments = std::move(*experiments);
  return std::unique_ptr<Shop>(new Shop(std::move(parts)));
}

void Shop::close() {
  {
    const ExclusiveLock lock(parts_->closing);
    parts_->closed = true;
  }
  parts_->learner->stop();
  parts_->attribution->stop();
  parts_->segments->stop();
  parts_->experiments->follower().stop();
}

PersonalData& Shop::personal_data() const { return parts_->personal_data; }
segments::Segments& Shop::segments() const { return *parts_->segments; }

Status Shop::while_open(const std::function<Status()>& work) const {
  const auto open = parts_->keep_open();
  if (!open) return open.error();
  return work();
}

void Shop::set_suspended(bool suspended) noexcept { parts_->suspended = suspended; }
bool Shop::suspended() const noexcept { return parts_->suspended; }

void Shop::set_settings(ShopSettings settings) {
  const MutexLock lock(parts_->setting);
  const bool other_model = settings.model != parts_->settings.load()->model;
  parts_->settings.store(std::make_shared<const ShopSettings>(std::move(settings)));
  if (other_model) parts_->learner->choose_model(model_options());
}

std::shared_ptr<const ShopSettings> Shop::settings() const { return parts_->settings.load(); }

void Shop::set_read_policy(const ReadPolicy& policy) {
  const MutexLock lock(parts_->setting);
  parts_->reading.store(std::make_shared<const ReadPolicy>(policy));
}

ConsistencyRange Shop::reads() const { return settings()->reads(parts_->reading.load()->levels); }

ShopId Shop::id() const noexcept { return parts_->id; }
const std::string& Shop::name() const noexcept { return parts_->name; }
const ShopOptions& Shop::options() const noexcept { return parts_->options; }
learn::ModelOptions Shop::model_options() const {
  return settings()->model.over(parts_->options.learner.model);
}

Result<CommitResult> Shop::commit(std::vector<Mutation> mutations, store::Durability durability,
                                  const Precondition& precondition, const store::Repeat& repeat) {
  const auto open = parts_->keep_open();
  if (!open) return open.error();
  // Refuses at once: a wait for a learner that has stopped would look like load, and writes to a damaged
  // store are lost when a backup is restored.
  if (const std::optional<Error> failure = parts_->learner->failure()) return stopped_learning(*failure);
  if (repeat) {
    Result<store::CommittedOnce> once = parts_->store.committer().commit_once(
        parts_->id, std::move(mutations), durability, precondition, *repeat);
    if (!once) return std::move(once).error();
    return CommitResult{std::move(once->outcomes), {parts_->head().epoch, once->last}, once->repeated};
  }
  Result<std::vector<Outcome>> outcomes =
      parts_->store.committer().commit(parts_->id, std::move(mutations), durability, precondition);
  if (!outcomes) return std::move(outcomes).error();
  CommitResult result{std::move(*outcomes), parts_->head(), false};
  Sequence last{0};
  for (const Outcome& outcome : result.outcomes) last = std::max(last, outcome.sequence);
  // A repeat's position is that of the record it repeats: waiting for it is enough.
  if (number(last) > 0) result.position.sequence = last;
  return result;
}

Position Shop::head() const { return parts_->head(); }

Result<store::StoredOrder> Shop::order(std::string_view order_id) const {
  return parts_->store.records().order(parts_->id, order_id);
}

Result<store::OrdersPage> Shop::orders_of(std::string_view user_id, std::size_t limit,
                                          std::string_view cursor, std::size_t bytes) const {
  return parts_->store.records().orders_of(parts_->id, user_id, limit, cursor, bytes);
}

Result<store::StoredProduct> Shop::product(std::string_view product_id) const {
  return parts_->store.records().product(parts_->id, product_id);
}

Result<store::StoredUser> Shop::user(std::string_view user_id) const {
  return parts_->store.records().user(parts_->id, user_id);
}

Result<ListResult> Shop::recommend(const recommend::Request& request, std::string_view scenario,
                                   const ReadLevel& level) const {
  WorkBudget unlimited;
  return recommend(request, scenario, level, unlimited);
}

Result<ListResult> Shop::recommend(const recommend::Request& request, std::string_view scenario,
                                   const ReadLevel& level, WorkBudget& budget) const {
  recommend::Request wanted = request;
  std::string properties;
  experiments::VisitorVariants variants;
  std::optional<recommend::Request> second;  // of an interleaved list
  if (!scenario.empty()) {
    const auto known = parts_->scenarios->find(scenario);
    if (!known) return known.error();
    if (Status fits = parts_->check_kind(request, *known->scenario); !fits) return std::move(fits).error();
    variants = parts_->experiments->split(scenario, {request.user_id, request.anonymous_id}, request.now);
    const std::shared_ptr<const recommend::Scenario> in_force = variants.of(known->scenario);
    wanted = with_scenario(*in_force, std::move(wanted));
    properties = in_force->properties;
    if (variants.interleaved() != nullptr) second = with_scenario(*variants.of(known->scenario, 1), request);
  }
  parts_->tell_what_was_shown(wanted);
  if (second) parts_->tell_what_was_shown(*second);
  const auto pages = std::make_shared<ListPages>();
  const auto make = [&]() -> Result<ListResult> {
    if (variants.shows_nothing()) return answer_nothing(wanted, scenario, level);
    if (!second) return answer(std::move(wanted), scenario, pages, level, budget);
    auto both =
        experiments::interleaved_request(*variants.interleaved(), std::move(wanted), *std::move(second));
    return parts_->interleaved_list(std::move(both), scenario, pages, wait_for(level), budget);
  };
  Result<ListResult> list = make();
  if (!list) return list;
  list->properties = std::move(properties);
  list->variants = variants.told();
  return list;
}

// The list of a variant without recommendations. It has no next page.
Result<ListResult> Shop::answer_nothing(const recommend::Request& request, std::string_view scenario,
                                        const ReadLevel& level) const {
  Result<Freshness> freshness = wait_for(level);
  if (!freshness) return std::move(freshness).error();
  ListResult result;
  result.recommendation_id = parts_->ids->make(scenario, request.list);
  result.scenario = scenario;
  result.snapshot = parts_->learner->snapshot();
  result.answer.applied = freshness->applied = result.snapshot->applied;
  result.answer.narrowed = true;
  result.answer.shortfall = {{recommend::StatementCode::variant_shows_nothing}};
  result.freshness = *freshness;
  return result;
}

Result<ListResult> Shop::next(std::string_view recommendation_id, std::size_t limit, const ReadLevel& level,
                              WorkBudget& budget) const {
  if (!parse_ulid(recommendation_id)) {
    return invalid(
        fmt::format("'{}' is no recommendation id; take the `recommendation_id` of a list as it was "
                    "answered",
                    recommendation_id));
  }
  const std::shared_ptr<const ServedList> before = parts_->served.find(recommendation_id);
  if (before == nullptr) {
    return not_found(
        fmt::format("the list {} is not remembered (any more): ask for a new one", recommendation_id));
  }
  if (before->interleaved != nullptr) {
    experiments::InterleavedRequest both = *before->interleaved;
    for (recommend::Request& ranking : both.rankings) {
      ranking.limit = limit;
      ranking.now = now();
    }
    return parts_->interleaved_list(std::move(both), before->scenario, before->pages, wait_for(level),
                                    budget);
  }
  recommend::Request wanted = before->request;
  wanted.limit = limit;
  wanted.now = now();
  return answer(std::move(wanted), before->scenario, before->pages, level, budget);
}

std::shared_ptr<const ServedList> Shop::served(std::string_view recommendation_id) const {
  return parts_->served.find(recommendation_id);
}

const http::ShopperKeys& Shop::shopper_keys() const { return *parts_->shopper_keys; }

Result<bool> Shop::put_shopper_key(http::ShopperKey key) {
  const auto open = parts_->keep_open();
  if (!open) return open.error();
  return parts_->shopper_keys->put(std::move(key));
}

Status Shop::remove_shopper_key(std::string_view key_id) {
  const auto open = parts_->keep_open();
  if (!open) return open.error();
  return parts_->shopper_keys->remove(key_id);
}

Result<ListResult> Shop::answer(recommend::Request request, std::string_view scenario,
                                const std::shared_ptr<ListPages>& pages, const ReadLevel& level,
                                WorkBudget& budget) const {
  Result<Freshness> freshness = wait_for(level);
  if (!freshness) return std::move(freshness).error();
  const MutexLock turn(pages->mutex);
  // The products that the pages have shown are remembered apart from the request.
  const std::size_t own = request.shown_already.size();
  request.shown_already.insert(request.shown_already.end(), pages->shown.begin(), pages->shown.end());
  std::shared_ptr<const learn::Snapshot> snapshot = parts_->learner->snapshot();
  // So are the shop's signals: the next page reads those of its own time.
  recommend::Context told = request.context;
  parts_->context->add_to(request.context, request.now);
  Result<recommend::Answer> answer = recommend::recommend(*snapshot, request, budget);
  request.context = std::move(told);
  request.shown_already.resize(own);
  if (!answer) return std::move(answer).error();
  if (!scenario.empty()) parts_->left_out.note(parts_->name, scenario, answer->left_out);
  // The snapshot may be newer than the one waited for; the answer says which it was.
  freshness->applied = answer->applied;
  ListResult result{parts_->ids->make(scenario, request.list),
                    std::string(scenario),
                    {},
                    std::move(*answer),
                    *freshness,
                    std::move(snapshot)};
  for (const recommend::Item& item : result.answer.items) pages->shown.push_back(item.product_id);
  const Timestamp at = request.now;
  parts_->served.remember(result.recommendation_id,
                          {result.scenario, std::move(request), pages->shown, at, pages});
  return result;
}

std::shared_ptr<const learn::Snapshot> Shop::snapshot() const { return parts_->learner->snapshot(); }

Result<AudienceResult> Shop::audience(std::string_view product_id, std::size_t limit, const ReadLevel& level,
                                      WorkBudget& budget) const {
  Result<Freshness> freshness = wait_for(level);
  if (!freshness) return std::move(freshness).error();
  auto members = recommend::audience(*parts_->learner->snapshot(), product_id, limit, budget);
  if (!members) return std::move(members).error();
  return AudienceResult{std::move(*members), *freshness};
}

Result<VectorResult> Shop::user_vector(std::string_view user_id, const ReadLevel& level) const {
  Result<Freshness> freshness = wait_for(level);
  if (!freshness) return std::move(freshness).error();
  Result<std::vector<float>> vector = recommend::user_vector(*parts_->learner->snapshot(), user_id);
  if (!vector) return std::move(vector).error();
  return VectorResult{std::move(*vector), *freshness};
}

Result<VectorResult> Shop::product_vector(std::string_view product_id, const ReadLevel& level) const {
  Result<Freshness> freshness = wait_for(level);
  if (!freshness) return std::move(freshness).error();
  Result<std::vector<float>> vector = recommend::product_vector(*parts_->learner->snapshot(), product_id);
  if (!vector) return std::move(vector).error();
  return VectorResult{std::move(*vector), *freshness};
}

Result<ReportResult> Shop::report(std::string_view scenario, const ReportRequest& request,
                                  const ReadLevel& level, WorkBudget& budget) const {
  const std::optional<PlacementNumber> number = parts_->ids->find(scenario);
  if (!number) return not_found(fmt::format("no scenario '{}' was ever defined", scenario));
  return report_on({{*number, Placement{std::string(scenario), {}}}}, request, level, budget);
}

Result<ReportResult> Shop::report_all(const ReportRequest& request, const ReadLevel& level,
                                      WorkBudget& budget) const {
  Result<ReportResult> report = report_on(parts_->ids->all(), request, level, budget);
  if (!report) return report;
  const std::shared_ptr<const ScenarioBook::Map> living = parts_->scenarios->all();
  std::erase_if(report->placements, [&](const PlacementReport& one) {
    const std::string& name = one.placement.scenario;
    return !name.empty() && !living->contains(name) && one.totals == AttributionTotals{};
  });
  return report;
}

Result<ReportResult> Shop::report_on(const std::map<PlacementNumber, Placement>& placements,
                                     const ReportRequest& request, const ReadLevel& level,
                                     WorkBudget& budget) const {
  Result<Sequence> needed = parts_->needed(level);
  if (!needed) return std::move(needed).error();
  const bool reached =
      number(*needed) == 0 || parts_->attribution->wait_applied(*needed, milliseconds(level.timeout));
  if (const std::optional<Error> failure = parts_->attribution->failure(); failure && !reached)
    return *failure;
  ReportResult report;
  const Hour first = hour_of(request.from);
  const Hour last = hour_of(request.until - microseconds(1)) + 1;
  report.from = start_of(first);
  report.until = start_of(last);
  report.freshness = {parts_->attribution->applied(), !reached};
  std::optional<ExchangeRates> rates;
  if (request.currency) rates.emplace(parts_->context->find(ExchangeRates::kSeries), *request.currency);
  for (const auto& [number, placement] : placements) {
    std::optional<ConvertedMoney> converted;
    OnHour on_hour;
    if (rates) {
      converted = ConvertedMoney{rates->into()};
      on_hour = [&](Hour hour, const AttributionTotals& of) {
        converted->add(of.revenue, start_of(hour), *rates);
      };
    }
    Result<AttributionTotals> totals = read_totals(parts_->store.follower_state(follow::kAttribution),
                                                   parts_->id, number, first, last, budget, on_hour);
    if (!totals) return std::move(totals).error();
    report.placements.push_back({placement, *std::move(totals), std::move(converted)});
  }
  return report;
}

Result<Freshness> Shop::wait_for(const ReadLevel& level) const {
  if (const Consistency strongest = reads().strongest; level.level > strongest) {
    return invalid(fmt::format("this shop allows reads up to level {}; '{}' is stronger",
                               consistency_name(strongest), consistency_name(level.level)));
  }
  Result<Sequence> needed = parts_->needed(level);
  if (!needed) return std::move(needed).error();
  const bool reached =
      number(*needed) == 0 || parts_->learner->wait_applied(*needed, microseconds(level.timeout));
  const bool own_writes = level.level == Consistency::strong || level.level == Consistency::session;
  if (!reached && (own_writes || level.refuse_stale)) {
    if (const std::optional<Error> failure = parts_->learner->failure()) return stopped_learning(*failure);
  }
  if (!reached && level.refuse_stale) {
    return Error(
        ErrorKind::busy,
        fmt::format("the lists have not learned sequence {} within {} ms; try again, or ask without 'strict'",
                    number(*needed), level.timeout.count()));
  }
  return Freshness{parts_->learner->snapshot()->applied, !reached};
}

Result<FeedPage> Shop::changes(const FeedRequest& request) const {
  Result<FeedPage> page = read_feed(parts_->store.log(), parts_->id, request);
  // Looked at last: a follower that waited meanwhile must learn that the shop is gone.
  if (const auto open = parts_->keep_open(); !open) return open.error();
  return page;
}

Result<store::Consumer> Shop::put_consumer(std::string_view name, Position position,
                                           std::string_view if_match) {
  return parts_->store.consumers().put(parts_->id, name, position, if_match);
}

Result<store::Consumer> Shop::consumer(std::string_view name) const {
  return parts_->store.consumers().get(parts_->id, name);
}

Result<std::vector<store::Consumer>> Shop::consumers() const {
  return parts_->store.consumers().all(parts_->id);
}

Status Shop::remove_consumer(std::string_view name) {
  return parts_->store.consumers().remove(parts_->id, name);
}

ShopStatus Shop::status() const {
  ShopStatus status;
  status.name = parts_->name;
  status.head = parts_->head();
  status.oldest = {status.head.epoch, parts_->store.log().oldest(parts_->id)};
  status.lag = parts_->lag();
  status.learner = parts_->learner->status();
  status.applied = status.learner.applied;
  status.followers = {parts_->attribution->condition(), parts_->segments->condition(),
                      parts_->experiments->follower().condition()};
  return status;
}

std::uint64_t Shop::ask_for_training() { return parts_->learner->ask_for_training(); }
learn::Trainings& Shop::trainings() const noexcept { return parts_->learner->trainings(); }

bool Shop::ready() const { return parts_->learner->status().caught_up; }

milliseconds Shop::slow_down(store::WriteSize size) const {
  const Parts& parts = *parts_;
  const bool large = size == store::WriteSize::large;
  const StalenessBound whole = parts.reading.load()->bound;
  const StalenessBound bound = large ? half_of(whole) : whole;
  LearnerLag lag;
  lag.records = parts.records_behind();
  // A model that is made by other options takes its time, and no order is refused for it.
  if (lag.records == 0 || parts.learner->asleep() || parts.learner->remaking()) return milliseconds(0);
  lag.age = parts.recent_lag();
  if (within(bound, lag)) return milliseconds(0);
  lag.silent = std::min(lag.age, parts.learner->since_published());
  lag.microseconds_a_record = parts.learner->status().learn_microseconds;
  return wait_for_learner(bound, lag);
}

}  // namespace suggestd::shop
