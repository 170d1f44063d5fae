#include "recommend/recommender.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "recommend/allowed.h"
#include "recommend/own_rankings.h"
#include "recommend/personal_ranking.h"
#include "recommend/product_rankings.h"
#include "recommend/rule_plan.h"
#include "recommend/shaping.h"
#include "recommend/shop_rankings.h"
#include "recommend/visitor.h"

namespace suggestd::recommend {
namespace {

using learn::Snapshot;
using lookup::Bitmap;
using lookup::Hit;

// A part of a trace below this is rounding.
constexpr double kNegligible = 1e-6;

// A ranking that takes part in a list, and what to tell if the list comes to it.
struct Stage {
  RankingPtr ranking;
  std::string name;  // "popular products"
};

// A product list's stages, the first being what was asked for.
struct Plan {
  std::vector<Stage> stages;
  std::string missing;  // why the first stage is not there, as a sentence; "" if it is
};

bool is_own_list(ListKind kind) { return kind == ListKind::recently_viewed || kind == ListKind::buy_again; }

Status check(const Snapshot& snapshot, const Request& request) {
  if (request.limit < 1 || request.limit > kMaxLimit) {
    return invalid_field("/limit", fmt::format("{} is not between 1 and {}", request.limit, kMaxLimit));
  }
  const bool named = !request.user_id.empty() || !request.anonymous_id.empty();
  if (is_own_list(request.list) && !named) {
    return invalid_field("/user_id", "this list is a person's own; name the person");
  }
  if (request.list == ListKind::rerank && request.candidates.empty()) {
    return invalid_field("/candidates", "re-ranking needs the products to rank");
  }
  const bool with_nothing = request.basket.empty();
  const bool about_product = request.list == ListKind::similar ||
                             (request.list == ListKind::bought_together && with_nothing) ||
                             (request.list == ListKind::bought_next && with_nothing && !named);
  if (about_product && request.product_id.empty()) {
    return invalid_field("/product_id", "this list is about a product; name the product");
  }
  if (!request.product_id.empty() && !snapshot.products.find(request.product_id)) {
    return not_found(fmt::format("no product {} is known", request.product_id));
  }
  return {};
}

std::string why_not_personal(const Visitor& visitor) {
  if (!visitor.named && visitor.in_basket.empty()) return "No person was named.";
  if (visitor.person == nullptr) return "Nothing is known of this person yet.";
  if (!visitor.profiling) return "This person asked not to be profiled.";
  if (visitor.history.empty()) return "This person has not bought or looked at anything yet.";
  return "The shop has too few orders to learn from yet.";
}

std::vector<ProductRow> context_rows(const Snapshot& snapshot, const Request& request,
                                     const Visitor& visitor) {
  std::vector<ProductRow> rows = visitor.in_basket;
  if (!request.product_id.empty()) rows.push_back(*snapshot.products.find(request.product_id));
  return rows;
}

// What the list after an order is about: the product or the basket, else the person's last order.
std::vector<ProductRow> order_before(const Snapshot& snapshot, const Request& request,
                                     const Visitor& visitor) {
  std::vector<ProductRow> rows = context_rows(snapshot, request, visitor);
  if (rows.empty() && visitor.person != nullptr && !visitor.person->history.baskets.empty()) {
    const learn::History& history = visitor.person->history;
    for (const learn::BasketLine& line : history.lines_of(history.baskets.back())) {
      rows.push_back(line.product);
    }
  }
  return rows;
}

// A list by itself: how it ranks, what to call it, and what to say if it can't be made.
struct List {
  RankingPtr ranking;
  const char* name;
  std::string missing;
};

List list_for(const Snapshot& snapshot, const Request& request, const Visitor& visitor, ListKind kind) {
  switch (kind) {
    case ListKind::for_you:
    case ListKind::rerank:
      return {personal_ranking(snapshot, visitor, request), "personal products", why_not_personal(visitor)};
    case ListKind::similar: {
      const auto row = snapshot.products.find(request.product_id);
      return {row ? similar_ranking(snapshot, *row) : nullptr, "similar products",
              "Too few people have bought this product to say what resembles it."};
    }
    case ListKind::bought_together:
      return {bought_together_ranking(snapshot, context_rows(snapshot, request, visitor)),
              "products of the same orders", "No order holds this together with anything else yet."};
    case ListKind::bought_next:
      return {bought_next_ranking(snapshot, order_before(snapshot, request, visitor)),
              "products of the orders after", "Nobody who bought this has ordered again yet."};
    case ListKind::trending:
      return {trending_ranking(snapshot), "rising products", ""};
    case ListKind::recently_viewed:
      return {recently_viewed_ranking(visitor), "products looked at",
              "This person has not looked at any product."};
    case ListKind::buy_again:
      return {buy_again_ranking(visitor, request.now), "products bought before",
              "This person has not bought anything yet."};
    case ListKind::new_arrivals:
      return {new_ranking(snapshot, request.now), "new products", ""};
    case ListKind::popular:
      break;
  }
  return {popular_ranking(snapshot), "popular products", ""};
}

std::vector<ListKind> fallbacks_of(const Request& request) {
  if (request.fallbacks) return *request.fallbacks;
  if (is_own_list(request.list) || request.list == ListKind::new_arrivals) return {};
  if (request.list == ListKind::popular) return {ListKind::new_arrivals};
  return {ListKind::popular, ListKind::new_arrivals};
}

Plan plan_for(const Snapshot& snapshot, const Request& request, const Visitor& visitor) {
  Plan plan;
  List first = list_for(snapshot, request, visitor, request.list);
  if (first.ranking == nullptr) plan.missing = std::move(first.missing);
  plan.stages.push_back({std::move(first.ranking), first.name});
  for (const ListKind kind : fallbacks_of(request)) {
    List list = list_for(snapshot, request, visitor, kind);
    plan.stages.push_back({std::move(list.ranking), list.name});
  }
  return plan;
}

const Arrangement kNoRules;

struct Filled {
  std::vector<Item> items;
  std::vector<std::size_t> by_stage;  // how many each stage gave
  std::vector<Effect> effects;
};

// The parts of a score, the largest first. What boosts, rotation, or the age of the person's vector add or
// take is a part of its own, so that the parts add up to the score.
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

// The rules arrange what the first ranking that there is gives; later ones only fill up.
Filled fill(const Snapshot& snapshot, const Plan& plan, const Request& request, const Shaping& shaping,
            const Arrangement& rules, Bitmap allowed) {
  Filled filled;
  bool under_rules = true;
  for (const Stage& stage : plan.stages) {
    const std::size_t wanted = request.limit - filled.items.size();
    std::vector<Hit> hits;
    if (stage.ranking != nullptr) {
      const Arrangement& arrangement = std::exchange(under_rules, false) ? rules : kNoRules;
      Shaped shaped = shaped_top(snapshot, *stage.ranking, shaping, arrangement, wanted, allowed);
      hits = std::move(shaped.hits);
      filled.effects.insert(filled.effects.end(), shaped.effects.begin(), shaped.effects.end());
    }
    std::vector<std::string> reasons;
    if (!hits.empty()) reasons = stage.ranking->reasons(hits);
    std::vector<ProductRow> taken;
    for (std::size_t i = 0; i < hits.size(); ++i) {
      filled.items.push_back(
          {snapshot.products.id(hits[i].row), static_cast<double>(hits[i].score), std::move(reasons[i]), {}});
      if (request.trace) filled.items.back().trace = trace_of(*stage.ranking, hits[i]);
      taken.push_back(hits[i].row);
    }
    filled.by_stage.push_back(hits.size());
    if (filled.items.size() < request.limit) allowed = allowed - Bitmap::of(allowed.size(), taken);
  }
  return filled;
}

// What stood in for the list that was asked for, and why; none if nothing did.
std::optional<std::string> fallback_sentence(const Plan& plan, const Filled& filled) {
  std::string others;
  for (std::size_t i = 1; i < plan.stages.size(); ++i) {
    if (filled.by_stage[i] == 0) continue;
    others += fmt::format("{}{}", others.empty() ? "" : ", then ", plan.stages[i].name);
  }
  if (!plan.missing.empty()) {
    return others.empty() ? plan.missing : fmt::format("{} The list shows {}.", plan.missing, others);
  }
  if (others.empty()) return std::nullopt;
  return fmt::format("After {} {} the list goes on with {}.", filled.by_stage.front(),
                     plan.stages.front().name, others);
}

std::optional<std::string> short_sentence(const Request& request, const Plan& plan, const Filled& filled,
                                          const Allowed& allowed) {
  if (filled.items.size() >= request.limit) return std::nullopt;
  std::string sentence = filled.items.empty()
                             ? std::string("Nothing can be shown.")
                             : fmt::format("{} of the {} asked for.", filled.items.size(), request.limit);
  if (is_own_list(request.list) && plan.missing.empty()) {
    sentence += fmt::format(" The list holds only {} that can be shown.", plan.stages.front().name);
  }
  return fmt::format("{} {}", sentence, narrowing_sentence(allowed));
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
  for (const Narrowing& narrowing : allowed.narrowings) {
    if (!narrowing.rule.empty()) effects.push_back({narrowing.rule, "hid", "", narrowing.products});
  }
  for (const Effect& effect : arranged) {
    const Rule& rule = request.rules[effect.rule];
    effects.push_back({rule.id, effect_word(effect.kind, rule), snapshot.products.id(effect.row)});
  }
  const auto place = [&](const RuleEffect& effect) {
    return std::find_if(request.rules.begin(), request.rules.end(),
                        [&](const Rule& rule) { return rule.id == effect.rule; }) -
           request.rules.begin();
  };
  std::stable_sort(effects.begin(), effects.end(),
                   [&](const RuleEffect& a, const RuleEffect& b) { return place(a) < place(b); });
  return effects;
}

// Why a product that may be shown is not in the list.
std::string why_ranked_out(const Request& request, const Plan& plan, const Answer& answer) {
  for (const RuleEffect& effect : answer.effects) {
    if (effect.product_id != request.why_not || effect.what != "refused") continue;
    return fmt::format("The rule '{}' allows no more products of its kind in this list.", effect.rule);
  }
  if (answer.items.size() < request.limit) {
    return fmt::format("It may be shown, but it is none of the {} that this list knows.",
                       plan.stages.front().name);
  }
  return "It may be shown, but all products of the list rank above it.";
}

Result<std::string> explain_absence(const Snapshot& snapshot, const Request& request, const Visitor& visitor,
                                    std::span<const Hiding> hidings, const Plan& plan, const Answer& answer) {
  const auto row = snapshot.products.find(request.why_not);
  if (!row) return fmt::format("No product {} is known.", request.why_not);
  const std::vector<Item>& items = answer.items;
  const auto place = std::find_if(items.begin(), items.end(),
                                  [&](const Item& item) { return item.product_id == request.why_not; });
  if (place != items.end()) return fmt::format("It is in the list, at place {}.", place - items.begin() + 1);
  Result<std::string> hindered = why_not_allowed(snapshot, request, visitor, hidings, *row);
  if (!hindered || !hindered->empty()) return hindered;
  return why_ranked_out(request, plan, answer);
}

}  // namespace

Result<Answer> recommend(const Snapshot& snapshot, const Request& request) {
  if (Status good = check(snapshot, request); !good) return good.error();
  const Visitor visitor = make_visitor(snapshot, request);
  const Result<RulePlan> rules = plan_rules(snapshot, request, visitor);
  if (!rules) return rules.error();
  Result<Allowed> allowed = allowed_products(snapshot, request, visitor, rules->hidings);
  if (!allowed) return allowed.error();
  const Result<Shaping> shaping = make_shaping(snapshot, request, visitor);
  if (!shaping) return shaping.error();
  const Plan plan = plan_for(snapshot, request, visitor);
  Filled filled = fill(snapshot, plan, request, *shaping, rules->arrangement, allowed->rows);

  Answer answer;
  answer.applied = snapshot.applied;
  answer.fallback = fallback_sentence(plan, filled);
  answer.shortfall = short_sentence(request, plan, filled, *allowed);
  answer.effects = effects_of(snapshot, request, *allowed, filled.effects);
  answer.items = std::move(filled.items);
  if (!request.why_not.empty()) {
    Result<std::string> why = explain_absence(snapshot, request, visitor, rules->hidings, plan, answer);
    if (!why) return why.error();
    answer.why_not = std::move(*why);
  }
  return answer;
}

}  // namespace suggestd::recommend
