// The request for a list, and the answer. No HTTP and no store below this line.
//
// Threads  plain values.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "catalog/expression.h"
#include "model/blend/lane_sum.h"
#include "recommend/list_kinds.h"
#include "recommend/merchandise/rule.h"
#include "recommend/statement.h"

namespace suggestd::recommend {

struct BasketItem {
  std::string product_id;
  double weight = 1;  // of a purchase; below 0 takes away
};

inline constexpr std::size_t kMaxLimit = 1000;

// The weight of each lane in a personal list (recommend/scores/lane_scores.h); 0 switches a lane off.
using FixedSumWeights = model::LaneSum;

// The variants of one product (equal group_id: sizes, colours) in a list.
enum class Variants {
  one,  // at most one of a group, and none of a group that the person has bought or has in the cart
  all,  // each is a product of its own
};

inline constexpr std::array<std::string_view, 2> kVariantsNames{"one", "all"};
constexpr std::string_view variants_name(Variants variants) {
  return kVariantsNames[static_cast<std::size_t>(variants)];
}
std::optional<Variants> parse_variants(std::string_view name);  // recommend/request_fields.cc

// Facts of the page that the request tells, for context.x in filters and boosters.
struct Context {
  catalog::ValuesByName values;
  // Values of an address, which have no types: each is read as its attribute's type (recommend/allowed.h).
  std::map<std::string, std::string, std::less<>> texts;

  bool empty() const noexcept { return values.empty() && texts.empty(); }
};

struct Request {
  ListKind list = ListKind::for_you;
  bool list_named = false;              // by the caller: a scenario of another kind is refused
  std::string user_id;                  // person, or
  std::string anonymous_id;             // visitor whose events were posted, or neither
  std::vector<BasketItem> basket;       // joined to the person's history for this answer, not stored
  std::string product_id;               // context product
  std::vector<std::string> candidates;  // rerank: exactly these; others: if not empty, only these
  std::vector<std::string> exclude;
  std::vector<std::string> shown_already;  // by earlier pages, or other lists of the same answer
  Context context;
  // None: the weights that the shop's own log teaches (recommend/scores/learned_scores.h), or the defaults
  // while it teaches none.
  std::optional<FixedSumWeights> lanes;
  std::optional<std::size_t> limit;  // 1-1000; none: list_length()
  std::string filter;                // docs/use/filters.md; "" for none
  std::string booster;               // numeric expression, multiplies the score; "" for none
  // The same of a scenario. A part that has no meaning in the catalogue as it is, is left out and told in
  // Answer::left_out: what is stored must not fail the shopper.
  std::string scenario_filter;
  std::string scenario_booster;
  std::vector<Rule> rules;             // those in force at `now` apply
  std::optional<bool> include_bought;  // none: the list's own habit (for_you leaves bought products out)
  std::optional<bool> include_cart;    // none: the list's own habit (most leave out what lies in the cart)
  std::optional<Variants> variants;    // none: the list's own habit (most show one of a group)
  std::string category;                // popular, trending, new: only this category
  double diversity = 0;                // 0 the best, 1 the most varied
  double rotation = 0;                 // 0 always the same, 1 products shown lately come last
  // Kinds of list that fill up the places left open, in order; none: those that are usual for the list.
  std::optional<std::vector<ListKind>> fallbacks;
  std::vector<std::string> shown;  // lately, to this visitor; for rotation
  bool trace = false;
  std::string why_not;  // explain this product's absence; "" for none
  Timestamp now{};      // for availability, now() in filters, and ages; the caller's clock
};

// The share of one past interaction in a lane's own score.
struct TraceSource {
  std::string product_id;
  double share = 0;
};

// Share of a lane, or of one past interaction in it, or of a property, in a score.
struct TracePart {
  std::string lane;        // "factors", "cooccurrence", "slim", "people" ...
  std::string product_id;  // of the past interaction; "" for the lane's own constant
  double share = 0;        // the parts of one item add up to its score
  // Set if the share is a function of the lane's own score: that score, and the past interactions that make
  // it up, the largest first.
  std::optional<double> lane_score = std::nullopt;
  std::vector<TraceSource> sources = {};
};

struct Item {
  std::string product_id;
  double score = 0;
  Statement reason;
  std::vector<TracePart> trace;  // if asked for, the largest first
  ProductRow row{};              // in the snapshot that the list was made from
};

// The effect of a rule: "pinned", "boosted", "buried", "brought in" or "refused" a product, or "hid" a number
// of them.
struct RuleEffect {
  std::string rule;  // its id
  std::string_view what;
  std::string product_id;    // "" for "hid"
  std::size_t products = 1;  // that could have been shown but for the rule
};

// A part of a scenario that has no meaning in the catalogue as it is.
struct LeftOut {
  std::string pointer;  // of the field in the scenario's JSON: "/filter", "/rules/2/attribute"
  std::string rule;     // its id; "" if it is none
  std::string reason;   // one line
  bool operator==(const LeftOut&) const = default;
};

// Why a list is not wholly the one that was asked for.
enum class FallbackReason {
  none,
  nobody_named,
  person_unknown,
  not_profiled,     // by the person's own wish
  no_consent,       // the shop requires a yes, and the person has not said it
  no_history,       // the person is known, and has done nothing to learn from
  few_orders,       // the shop has too few to learn from
  nothing_learned,  // of the product or by the person, for this kind of list
  filled_up,        // it is the list, and others go on where it ends
};
inline constexpr std::size_t kFallbackReasons = static_cast<std::size_t>(FallbackReason::filled_up) + 1;

struct Answer {
  Position applied;
  std::vector<Item> items;
  Statements fallback;  // why the list is not personal, in a merchant's words; empty: it is
  FallbackReason fallback_reason = FallbackReason::none;
  bool narrowed = false;             // filters or rules kept products out
  Statements shortfall;              // why it holds fewer than asked ("short" in the API); empty: it doesn't
  std::vector<RuleEffect> effects;   // of the request's rules, in their order
  Statements why_not;                // answer to Request::why_not; empty: nothing was asked
  std::vector<LeftOut> left_out;     // of the scenario
  std::vector<std::string> unknown;  // candidates that the shop does not know, each once
};

// The products asked for: `limit`, all candidates of a re-ranking, or kUsualLimit.
inline constexpr std::size_t kUsualLimit = 10;
inline std::size_t list_length(const Request& request) {
  if (request.limit) return *request.limit;
  const bool reranks = entry_of(request.list).subject == ListSubject::candidates;
  return reranks ? request.candidates.size() : kUsualLimit;
}

}  // namespace suggestd::recommend
