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
  const bool about_product = request.list == ListKind::similar ||
                             (request.list == ListKind::bought_together && request.basket.empty());
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

Stage popular_stage(const Snapshot& snapshot) { return {popular_ranking(snapshot), "popular products"}; }
Stage new_stage(const Snapshot& snapshot) { return {new_ranking(snapshot), "new products"}; }

std::vector<ProductRow> context_rows(const Snapshot& snapshot, const Request& request,
                                     const Visitor& visitor) {
  std::vector<ProductRow> rows = visitor.in_basket;
  if (!request.product_id.empty()) rows.push_back(*snapshot.products.find(request.product_id));
  return rows;
}

Plan plan_for(const Snapshot& snapshot, const Request& request, const Visitor& visitor) {
  Plan plan;
  const auto first = [&](RankingPtr ranking, std::string name, std::string missing) {
    if (ranking == nullptr) plan.missing = std::move(missing);
    plan.stages.push_back({std::move(ranking), std::move(name)});
  };
  switch (request.list) {
    case ListKind::for_you:
    case ListKind::rerank:
      first(personal_ranking(snapshot, visitor, request), "personal products", why_not_personal(visitor));
      break;
    case ListKind::similar:
      first(similar_ranking(snapshot, *snapshot.products.find(request.product_id)), "similar products",
            "Too few people have bought this product to say what resembles it.");
      break;
    case ListKind::bought_together:
      first(bought_together_ranking(snapshot, context_rows(snapshot, request, visitor)),
            "products of the same orders", "No order holds this together with anything else yet.");
      break;
    case ListKind::trending:
      first(trending_ranking(snapshot), "rising products", "");
      break;
    case ListKind::recently_viewed:
      first(recently_viewed_ranking(visitor), "products looked at",
            "This person has not looked at any product.");
      return plan;
    case ListKind::buy_again:
      first(buy_again_ranking(visitor, request.now), "products bought before",
            "This person has not bought anything yet.");
      return plan;
    case ListKind::new_arrivals:
      first(new_ranking(snapshot), "new products", "");
      return plan;
    case ListKind::popular:
      break;
  }
  plan.stages.push_back(popular_stage(snapshot));
  plan.stages.push_back(new_stage(snapshot));
  return plan;
}

const Arrangement kNoRules;

struct Filled {
  std::vector<Item> items;
  std::vector<std::size_t> by_stage;  // how many each stage gave
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
      hits = shaped_top(snapshot, *stage.ranking, shaping, arrangement, wanted, allowed);
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

Result<std::string> explain_absence(const Snapshot& snapshot, const Request& request, const Visitor& visitor,
                                    std::span<const Hiding> hidings, const std::vector<Item>& items) {
  const auto row = snapshot.products.find(request.why_not);
  if (!row) return fmt::format("No product {} is known.", request.why_not);
  const auto place = std::find_if(items.begin(), items.end(),
                                  [&](const Item& item) { return item.product_id == request.why_not; });
  if (place != items.end()) return fmt::format("It is in the list, at place {}.", place - items.begin() + 1);
  Result<std::string> hindered = why_not_allowed(snapshot, request, visitor, hidings, *row);
  if (!hindered || !hindered->empty()) return hindered;
  return std::string("It may be shown, but all products of the list rank above it.");
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
  if (!request.why_not.empty()) {
    Result<std::string> why = explain_absence(snapshot, request, visitor, rules->hidings, filled.items);
    if (!why) return why.error();
    answer.why_not = std::move(*why);
  }
  answer.items = std::move(filled.items);
  return answer;
}

}  // namespace suggestd::recommend
