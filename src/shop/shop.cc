#include "shop/shop.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "recommend/audience.h"
#include "recommend/score_order.h"
#include "shop/shop_parts.h"

namespace suggestd::shop {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

// A writer that has to be slowed waits in steps of this, asking again after each.
constexpr milliseconds kSlowDownStep{5};

}  // namespace

Result<Sequence> Shop::Parts::needed(const ReadLevel& level) const {
  const Position latest = head();
  switch (level.level) {
    case Consistency::strong:
      return latest.sequence;
    case Consistency::bounded: {
      if (within_bound()) return Sequence{0};
      // Both bounds: all but the last so many records, and all that is older than so much.
      const std::uint64_t allowed = std::min(options.bound.records, number(latest.sequence));
      const Result<Sequence> old = store.log().position_at(id, now() - options.bound.age);
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
      // What was written relaxed is answered for before it is on disk; the read waits for that too.
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
Shop::~Shop() { parts_->learner->stop(); }

Result<std::unique_ptr<Shop>> Shop::open(store::Store& store, ShopId id, std::string name,
                                         ShopOptions options) {
  const Sequence head = store.log().head(id);
  options.standard = std::min(options.standard, options.strongest);
  options.learner.score = recommend::score_order;
  auto learner = learn::Learner::start(id, store.log(), store.model_state(), options.learner);
  if (!learner) return learner.error().with_context(fmt::format("shop '{}'", name));
  auto ids = RecommendationIds::open(store.meta(), id);
  if (!ids) return ids.error().with_context(fmt::format("shop '{}'", name));
  auto scenarios = ScenarioBook::open(store, id, **ids);
  if (!scenarios) return scenarios.error().with_context(fmt::format("shop '{}'", name));
  auto attribution =
      AttributionFollower::start(id, store.log(), store.attribution_state(), **ids, options.attribution);
  if (!attribution) return attribution.error().with_context(fmt::format("shop '{}'", name));
  auto parts = std::make_unique<Parts>(store, id, std::move(name), std::move(options), head);
  if (Status put = (*scenarios)->put_from_file(parts->options.scenarios); !put) {
    return put.error().with_context("[[scenario]]");
  }
  parts->learner = std::move(*learner);
  parts->ids = std::move(*ids);
  parts->scenarios = std::move(*scenarios);
  parts->attribution = std::move(*attribution);
  return std::unique_ptr<Shop>(new Shop(std::move(parts)));
}

ShopId Shop::id() const noexcept { return parts_->id; }
const std::string& Shop::name() const noexcept { return parts_->name; }
const ShopOptions& Shop::options() const noexcept { return parts_->options; }

Result<CommitResult> Shop::commit(std::vector<Mutation> mutations, store::Durability durability,
                                  const Precondition& precondition) {
  Result<std::vector<Outcome>> outcomes =
      parts_->store.committer().commit(parts_->id, std::move(mutations), durability, precondition);
  if (!outcomes) return std::move(outcomes).error();
  CommitResult result{std::move(*outcomes), parts_->head()};
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
                                          std::string_view cursor) const {
  return parts_->store.records().orders_of(parts_->id, user_id, limit, cursor);
}

Result<store::StoredProduct> Shop::product(std::string_view product_id) const {
  return parts_->store.records().product(parts_->id, product_id);
}

Result<store::StoredUser> Shop::user(std::string_view user_id) const {
  return parts_->store.records().user(parts_->id, user_id);
}

Result<ListResult> Shop::recommend(const recommend::Request& request, std::string_view scenario,
                                   const ReadLevel& level) const {
  recommend::Request wanted = request;
  std::string properties;
  if (!scenario.empty()) {
    const auto known = parts_->scenarios->find(scenario);
    if (!known) return known.error();
    wanted = with_scenario(*known->scenario, std::move(wanted));
    properties = known->scenario->properties;
  }
  if (wanted.rotation > 0 && wanted.shown.empty()) {
    const std::string& visitor = wanted.user_id.empty() ? wanted.anonymous_id : wanted.user_id;
    wanted.shown = parts_->served.shown_to(visitor, now() - kRotationTime);
  }
  Result<ListResult> list = answer(std::move(wanted), scenario, {}, level);
  if (list) list->properties = std::move(properties);
  return list;
}

Result<ListResult> Shop::next(std::string_view recommendation_id, std::size_t limit,
                              const ReadLevel& level) const {
  const std::shared_ptr<const ServedList> before = parts_->served.find(recommendation_id);
  if (before == nullptr) {
    return not_found(
        fmt::format("the list {} is not remembered (any more): ask for a new one", recommendation_id));
  }
  recommend::Request wanted = before->request;
  wanted.limit = limit;
  wanted.now = now();
  wanted.exclude.insert(wanted.exclude.end(), before->shown.begin(), before->shown.end());
  return answer(std::move(wanted), before->scenario, before->shown, level);
}

Result<ListResult> Shop::answer(recommend::Request request, std::string_view scenario,
                                std::vector<std::string> shown_before, const ReadLevel& level) const {
  Result<Freshness> freshness = wait_for(level);
  if (!freshness) return std::move(freshness).error();
  Result<recommend::Answer> answer = recommend::recommend(*parts_->learner->snapshot(), request);
  if (!answer) return std::move(answer).error();
  // The snapshot may be newer than the one waited for; the answer says which it was.
  freshness->applied = answer->applied;
  ListResult result{
      parts_->ids->make(scenario, request.list), std::string(scenario), {}, std::move(*answer), *freshness};
  for (const recommend::Item& item : result.answer.items) shown_before.push_back(item.product_id);
  const Timestamp at = request.now;
  parts_->served.remember(result.recommendation_id,
                          {result.scenario, std::move(request), std::move(shown_before), at});
  return result;
}

Result<AudienceResult> Shop::audience(std::string_view product_id, std::size_t limit,
                                      const ReadLevel& level) const {
  Result<Freshness> freshness = wait_for(level);
  if (!freshness) return std::move(freshness).error();
  auto members = recommend::audience(*parts_->learner->snapshot(), product_id, limit);
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

Result<ReportResult> Shop::report(std::string_view scenario, Timestamp from, Timestamp until,
                                  const ReadLevel& level) const {
  const std::optional<PlacementNumber> number = parts_->ids->find(scenario);
  if (!number) return not_found(fmt::format("no scenario '{}' was ever defined", scenario));
  return report_on({{*number, Placement{std::string(scenario), {}}}}, from, until, level);
}

Result<ReportResult> Shop::report_all(Timestamp from, Timestamp until, const ReadLevel& level) const {
  return report_on(parts_->ids->all(), from, until, level);
}

Result<ReportResult> Shop::report_on(const std::map<PlacementNumber, Placement>& placements, Timestamp from,
                                     Timestamp until, const ReadLevel& level) const {
  Result<Sequence> needed = parts_->needed(level);
  if (!needed) return std::move(needed).error();
  const bool reached =
      number(*needed) == 0 || parts_->attribution->wait_applied(*needed, milliseconds(level.timeout));
  ReportResult report;
  const Hour first = hour_of(from);
  const Hour last = hour_of(until - microseconds(1)) + 1;
  report.from = start_of(first);
  report.until = start_of(last);
  report.freshness = {parts_->attribution->applied(), !reached};
  for (const auto& [number, placement] : placements) {
    Result<AttributionTotals> totals =
        read_totals(parts_->store.attribution_state(), parts_->id, number, first, last);
    if (!totals) return std::move(totals).error();
    report.placements.push_back({placement, *std::move(totals)});
  }
  return report;
}

Result<Freshness> Shop::wait_for(const ReadLevel& level) const {
  if (level.level > parts_->options.strongest) {
    return invalid(fmt::format("this shop allows reads up to level {}; '{}' is stronger",
                               consistency_name(parts_->options.strongest), consistency_name(level.level)));
  }
  Result<Sequence> needed = parts_->needed(level);
  if (!needed) return std::move(needed).error();
  const bool reached =
      number(*needed) == 0 || parts_->learner->wait_applied(*needed, microseconds(level.timeout));
  if (!reached && level.refuse_stale) {
    return Error(
        ErrorKind::busy,
        fmt::format("the lists have not learned sequence {} within {} ms; try again, or ask without 'strict'",
                    number(*needed), level.timeout.count()));
  }
  return Freshness{parts_->learner->snapshot()->applied, !reached};
}

Result<FeedPage> Shop::changes(const FeedRequest& request) const {
  return read_feed(parts_->store.log(), parts_->id, request);
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
  return status;
}

bool Shop::ready() const {
  const learn::LearnerStatus learner = parts_->learner->status();
  return learner.caught_up && learner.applied.sequence >= parts_->head_at_open;
}

milliseconds Shop::slow_down() const {
  const Parts& parts = *parts_;
  const std::uint64_t waiting = parts.records_behind();
  const bool good = waiting <= parts.options.bound.records && (waiting == 0 || parts.is_young_enough());
  return good ? milliseconds(0) : kSlowDownStep;
}

}  // namespace suggestd::shop
