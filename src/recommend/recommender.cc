#include "recommend/recommender.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <unordered_map>
#include <utility>

#include "recommend/allowed.h"
#include "recommend/costs.h"
#include "recommend/lists/make_list.h"
#include "recommend/merchandise/rule_plan.h"
#include "recommend/merchandise/shaping.h"
#include "recommend/visitor.h"

namespace suggestd::recommend {
namespace {

using learn::Snapshot;
using lookup::Bitmap;
using lookup::Hit;

// A part of a trace that is smaller than this is rounding.
constexpr double kNegligible = 1e-6;

// The kinds of list that an answer is made of: the one that was asked for first, then those that fill up.
struct Plan {
  std::vector<ListKind> kinds;
  std::optional<StatementCode> missing;          // why the first is not there; none if it is
  FallbackReason reason = FallbackReason::none;  // the same

  StatementValue asked_for() const { return {"list", std::string(list_kind_name(kinds.front()))}; }
};

bool is_own_list(ListKind kind) { return entry_of(kind).subject == ListSubject::own; }

Status check(const Snapshot& snapshot, const Request& request) {
  if (request.limit && (*request.limit < 1 || *request.limit > kMaxLimit)) {
    return invalid_field("/limit", fmt::format("{} is not between 1 and {}", *request.limit, kMaxLimit));
  }
  const bool named = !request.user_id.empty() || !request.anonymous_id.empty();
  if (is_own_list(request.list) && !named) {
    return invalid_field("/user_id", "this list is a person's own; name the person");
  }
  const ListKindEntry& list = entry_of(request.list);
  if (list.subject == ListSubject::candidates && request.candidates.empty()) {
    return invalid_field("/candidates", "re-ranking needs the products to rank");
  }
  const bool something_else =
      (list.basket_will_do && !request.basket.empty()) || (list.past_will_do && named);
  if (list.subject == ListSubject::product && !something_else && request.product_id.empty()) {
    return invalid_field("/product_id", "this list is about a product; name the product");
  }
  if (!request.product_id.empty() && !snapshot.products.find(request.product_id)) {
    return not_found(fmt::format("no product {} is known", request.product_id));
  }
  return {};
}

FallbackReason why_not_personal(const Visitor& visitor) {
  if (!visitor.named && visitor.in_basket.empty()) return FallbackReason::nobody_named;
  if (visitor.person == nullptr) return FallbackReason::person_unknown;
  if (!visitor.profiling)
    return visitor.person->consent == Consent::no ? FallbackReason::not_profiled : FallbackReason::no_consent;
  if (visitor.history().empty()) return FallbackReason::no_history;
  return FallbackReason::few_orders;
}

FallbackReason why_missing(ListKind kind, const Visitor& visitor) {
  const ListSubject subject = entry_of(kind).subject;
  const bool personal = subject == ListSubject::person || subject == ListSubject::candidates;
  return personal ? why_not_personal(visitor) : FallbackReason::nothing_learned;
}

std::optional<StatementCode> statement_of(FallbackReason reason, ListKind kind) {
  switch (reason) {
    case FallbackReason::nobody_named:
      return StatementCode::nobody_named;
    case FallbackReason::person_unknown:
      return StatementCode::person_unknown;
    case FallbackReason::not_profiled:
      return StatementCode::not_profiled;
    case FallbackReason::no_consent:
      return StatementCode::no_consent;
    case FallbackReason::no_history:
      return StatementCode::no_history;
    case FallbackReason::few_orders:
      return StatementCode::few_orders;
    case FallbackReason::nothing_learned:
      return entry_of(kind).missing;
    case FallbackReason::none:
    case FallbackReason::filled_up:
      return std::nullopt;
  }
  return std::nullopt;
}

Plan plan_for(const Request& request) {
  Plan plan;
  plan.kinds.push_back(request.list);
  const std::span<const ListKind> others =
      request.fallbacks ? std::span<const ListKind>(*request.fallbacks) : usual_fallbacks(request.list);
  plan.kinds.insert(plan.kinds.end(), others.begin(), others.end());
  return plan;
}

const Arrangement kNoRules;

struct Filled {
  std::vector<Item> items;
  std::vector<std::size_t> by_stage;  // products that each kind gave
  std::vector<Effect> effects;
};

// The parts of a score, the largest first. The effect of boosts, rotation, or an older vector of the person
// is a part of its own, so that the parts add up to the score.
std::vector<TracePart> trace_of(const Ranking& ranking, const Hit& hit) {
  std::vector<TracePart> parts = ranking.trace(hit.row);
  double rest = static_cast<double>(hit.score);
  for (const TracePart& part : parts) rest -= part.share;
  if (std::fabs(rest) > kNegligible) parts.push_back({parts.empty() ? "score" : "adjustment", "", rest});
  std::stable_sort(parts.begin(), parts.end(), [](const TracePart& a, const TracePart& b) {
    return std::fabs(a.share) > std::fabs(b.share);
  });
  return parts;
}

// Bytes of a trace in memory and in the answer, about.
std::size_t trace_bytes(const std::vector<TracePart>& trace) {
  constexpr std::size_t kOfOne = 64;  // numbers, names of members, strings' heads
  std::size_t bytes = 0;
  for (const TracePart& part : trace) {
    bytes += kOfOne + part.lane.size() + part.product_id.size();
    for (const TraceSource& source : part.sources) bytes += kOfOne + source.product_id.size();
  }
  return bytes;
}

// Adds the trace; false once the budget is over.
bool explain(const Ranking& ranking, const Hit& hit, Item& item, WorkBudget& budget) {
  if (!budget.spend(ranking.trace_cost(), kTraceWork)) return false;
  item.trace = trace_of(ranking, hit);
  return budget.hold(trace_bytes(item.trace), kTraceWork);
}

// Adds the hits of one kind of list with their reasons. False once the budget is over.
bool add_items(const Snapshot& snapshot, const Ranking& ranking, const std::vector<Hit>& hits, bool trace,
               Filled& filled, WorkBudget& budget) {
  if (hits.empty()) return true;
  Statements reasons = ranking.reasons(hits);
  for (std::size_t i = 0; i < hits.size(); ++i) {
    filled.items.push_back({snapshot.products.id(hits[i].row),
                            static_cast<double>(hits[i].score),
                            std::move(reasons[i]),
                            {},
                            hits[i].row});
    if (trace && !explain(ranking, hits[i], filled.items.back(), budget)) return false;
  }
  return true;
}

// Fills the list kind by kind; the rules arrange the first kind that can be made. Products that stand behind
// the others come when no kind has more of those. Unfinished once the budget is over.
Filled fill(const Snapshot& snapshot, Plan& plan, const Request& request, const Visitor& visitor,
            const Shaping& shaping, const Arrangement& rules, const Allowed& allowed, WorkBudget& budget) {
  Filled filled;
  const std::size_t length = list_length(request);
  filled.by_stage.resize(plan.kinds.size());
  std::vector<std::optional<RankingPtr>> rankings(plan.kinds.size());
  std::vector<ProductRow> taken;
  for (const Bitmap& part : {allowed.rows - allowed.last, allowed.last}) {
    if (part.empty() && !allowed.rows.empty()) continue;
    bool under_rules = filled.items.empty();
    for (std::size_t stage = 0; stage < plan.kinds.size(); ++stage) {
      const std::size_t wanted = length - filled.items.size();
      if (wanted == 0) return filled;
      if (!rankings[stage]) {
        rankings[stage] = make_list(plan.kinds[stage], snapshot, request, visitor, budget);
        if (stage == 0 && *rankings[0] == nullptr) {
          plan.reason = why_missing(plan.kinds[0], visitor);
          plan.missing = statement_of(plan.reason, plan.kinds[0]);
        }
      }
      const RankingPtr& ranking = *rankings[stage];
      if (ranking == nullptr) continue;
      const Arrangement& arrangement = std::exchange(under_rules, false) ? rules : kNoRules;
      const Bitmap left = part - shaping.groups.with_mates(taken, part.size());
      const Shaped shaped = shaped_top(snapshot, *ranking, shaping, arrangement, wanted, left, budget);
      filled.effects.insert(filled.effects.end(), shaped.effects.begin(), shaped.effects.end());
      if (!add_items(snapshot, *ranking, shaped.hits, request.trace, filled, budget)) return filled;
      filled.by_stage[stage] += shaped.hits.size();
      for (const Hit& hit : shaped.hits) taken.push_back(hit.row);
    }
    if (allowed.rows.empty()) break;
  }
  return filled;
}

FallbackReason fallback_reason(const Plan& plan, const Filled& filled) {
  if (plan.reason != FallbackReason::none) return plan.reason;
  const bool others =
      std::any_of(filled.by_stage.begin() + 1, filled.by_stage.end(), [](auto n) { return n > 0; });
  return others ? FallbackReason::filled_up : FallbackReason::none;
}

// Names the lists that stood in for the one asked for, and why; empty if none did.
Statements fallback_statements(const Plan& plan, const Filled& filled) {
  std::vector<std::string> others;
  for (std::size_t i = 1; i < filled.by_stage.size(); ++i) {
    if (filled.by_stage[i] > 0) others.emplace_back(list_kind_name(plan.kinds[i]));
  }
  Statements told;
  if (plan.missing) told.push_back({*plan.missing});
  if (others.empty()) return told;
  if (plan.missing) {
    told.push_back({StatementCode::shows_instead, {{"lists", std::move(others)}}});
  } else {
    told.push_back({StatementCode::goes_on_with,
                    {{"products", std::uint64_t{filled.by_stage.front()}},
                     plan.asked_for(),
                     {"lists", std::move(others)}}});
  }
  return told;
}

Statements short_statements(const Request& request, const Plan& plan, const Filled& filled,
                            const Allowed& allowed) {
  const std::size_t length = list_length(request);
  const std::size_t products = filled.items.size();
  Statements told;
  if (products >= length) return told;
  if (products == 0) {
    told.push_back({StatementCode::nothing_to_show});
  } else {
    told.push_back({StatementCode::fewer_than_asked,
                    {{"products", std::uint64_t{products}}, {"asked", std::uint64_t{length}}}});
  }
  if (is_own_list(request.list) && !plan.missing)
    told.push_back({StatementCode::holds_only, {plan.asked_for()}});
  std::ranges::move(narrowing_statements(allowed), std::back_inserter(told));
  return told;
}

std::string_view effect_word(EffectKind kind, const Rule& rule) {
  switch (kind) {
    case EffectKind::boosted:
      return rule.kind == RuleKind::bury ? "buried" : "boosted";
    case EffectKind::pinned:
      return "pinned";
    case EffectKind::brought_in_by_share:
      return "brought in";
    case EffectKind::refused_by_cap:
      return "refused";
  }
  return "";
}

std::vector<RuleEffect> effects_of(const Snapshot& snapshot, const Request& request, const Allowed& allowed,
                                   const std::vector<Effect>& arranged) {
  std::vector<RuleEffect> effects;
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < request.rules.size(); ++i) places.emplace(request.rules[i].id, i);
  for (const Narrowing& narrowing : allowed.narrowings) {
    if (!narrowing.rule.empty()) effects.push_back({narrowing.rule, "hid", "", narrowing.products});
  }
  for (const Effect& effect : arranged) {
    const Rule& rule = request.rules[effect.rule];
    effects.push_back({rule.id, effect_word(effect.kind, rule), snapshot.products.id(effect.row)});
  }
  const auto place = [&](const RuleEffect& effect) { return places.find(effect.rule)->second; };
  std::stable_sort(effects.begin(), effects.end(),
                   [&](const RuleEffect& a, const RuleEffect& b) { return place(a) < place(b); });
  return effects;
}

// Why a product that may be shown is not in the list.
Statement why_ranked_out(const Request& request, const Plan& plan, const Answer& answer) {
  for (const RuleEffect& effect : answer.effects) {
    if (effect.product_id != request.why_not || effect.what != "refused") continue;
    return {StatementCode::refused_by_rule, {{"rule", effect.rule}}};
  }
  if (answer.items.size() < list_length(request))
    return {StatementCode::not_known_to_list, {plan.asked_for()}};
  return {StatementCode::ranked_below};
}

Result<Statement> explain_absence(const Snapshot& snapshot, const Request& request, const Visitor& visitor,
                                  std::span<const Hiding> hidings, const Plan& plan, const Answer& answer,
                                  WorkBudget& budget) {
  const auto row = snapshot.products.find(request.why_not);
  if (!row) return Statement{StatementCode::product_unknown, {{"product", request.why_not}}};
  if (const auto place = place_in_list(request.why_not, answer.items)) return *place;
  auto hindered = why_not_allowed(snapshot, request, visitor, hidings, *row, budget);
  if (!hindered) return std::move(hindered).error();
  return *hindered ? **std::move(hindered) : why_ranked_out(request, plan, answer);
}

std::vector<LeftOut> all_left_out(Allowed& allowed, Shaping& shaping, RulePlan& rules) {
  std::vector<LeftOut> all = std::move(allowed.left_out);
  std::ranges::move(shaping.left_out, std::back_inserter(all));
  std::ranges::move(rules.left_out, std::back_inserter(all));
  return all;
}

// Tells of the first part; the trace and the shop's status have all.
void add_left_out(const std::vector<LeftOut>& parts, Statements& to) {
  if (parts.empty()) return;
  const LeftOut& first = parts.front();
  const StatementValue reason{"reason", first.reason};
  if (first.rule.empty()) {
    to.push_back({StatementCode::part_left_out, {{"part", first.pointer.substr(1)}, reason}});
  } else {
    to.push_back({StatementCode::rule_left_out, {{"rule", first.rule}, reason}});
  }
  if (parts.size() > 1)
    to.push_back({StatementCode::others_left_out, {{"parts", std::uint64_t{parts.size() - 1}}}});
}

// The candidates of a re-ranking that the shop does not know, each once.
std::vector<std::string> unknown_candidates(const Snapshot& snapshot, const Request& request) {
  std::vector<std::string> unknown;
  if (entry_of(request.list).subject != ListSubject::candidates) return unknown;
  std::set<std::string_view> seen;
  for (const std::string& id : request.candidates) {
    const auto row = snapshot.products.find(id);
    const bool known = row && snapshot.catalog.contains(*row);
    if (!known && seen.insert(id).second) unknown.push_back(id);
  }
  return unknown;
}

// The cost of joining the basket to the person's history.
std::uint64_t visitor_cost(const Snapshot& snapshot, const Visitor& visitor) {
  const std::size_t lines = visitor.history().lines.size() / kRowsPerUnit;
  const std::size_t dimensions = snapshot.gram != nullptr ? snapshot.gram->dim() : 0;
  return 1 + lines +
         (visitor.in_basket.empty() ? 0 : solve_cost(visitor.learned().columns.size(), dimensions));
}

}  // namespace

std::optional<Statement> place_in_list(std::string_view product_id, const std::vector<Item>& items) {
  const auto found = std::ranges::find(items, product_id, &Item::product_id);
  if (found == items.end()) return std::nullopt;
  const auto place = static_cast<std::uint64_t>(found - items.begin()) + 1;
  return Statement{StatementCode::in_the_list, {{"place", place}}};
}

Result<Answer> recommend(const Snapshot& snapshot, const Request& request) {
  WorkBudget unlimited;
  return recommend(snapshot, request, unlimited);
}

Result<Answer> recommend(const Snapshot& snapshot, const Request& request, WorkBudget& budget) {
  if (Status good = check(snapshot, request); !good) return good.error();
  const Visitor visitor = make_visitor(snapshot, request);
  budget.spend(visitor_cost(snapshot, visitor), kVisitorWork);
  Result<RulePlan> rules = plan_rules(snapshot, request, visitor, budget);
  if (!rules) return rules.error();
  Result<Allowed> allowed = allowed_products(snapshot, request, visitor, rules->hidings, budget);
  if (!allowed) return allowed.error();
  Result<Shaping> shaping = make_shaping(snapshot, request, visitor, budget);
  if (!shaping) return shaping.error();
  Plan plan = plan_for(request);
  Filled filled = fill(snapshot, plan, request, visitor, *shaping, rules->arrangement, *allowed, budget);
  budget.hold(filled.effects.size() * sizeof(RuleEffect), kRuleWork);
  if (Status within = budget.status(); !within) return std::move(within).error();

  Answer answer;
  answer.applied = snapshot.applied;
  answer.left_out = all_left_out(*allowed, *shaping, *rules);
  answer.fallback = fallback_statements(plan, filled);
  add_left_out(answer.left_out, answer.fallback);
  answer.fallback_reason = fallback_reason(plan, filled);
  answer.narrowed = !allowed->narrowings.empty();
  answer.unknown = unknown_candidates(snapshot, request);
  answer.shortfall = short_statements(request, plan, filled, *allowed);
  answer.effects = effects_of(snapshot, request, *allowed, filled.effects);
  answer.items = std::move(filled.items);
  if (!request.why_not.empty()) {
    Result<Statement> why = explain_absence(snapshot, request, visitor, rules->hidings, plan, answer, budget);
    if (!why) return why.error();
    answer.why_not.push_back(*std::move(why));
  }
  return answer;
}

}  // namespace suggestd::recommend
