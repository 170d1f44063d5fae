// What a caller asks of a list, and the list. No HTTP and no store below this line: plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "model/lane_sum.h"
#include "recommend/rule.h"

namespace suggestd::recommend {

// The order is part of recommendation ids: add new kinds at the end.
enum class ListKind {
  for_you,          // for a person or a basket
  similar,          // to `product_id`
  bought_together,  // with `product_id` or the basket, inside one order
  popular,          // for anyone
  trending,         // rising lately
  new_arrivals,
  recently_viewed,  // a person's own
  buy_again,        // a person's own
  rerank,           // `candidates` in the person's order
  bought_next,      // in the order after one with `product_id`, the basket, or the person's last
};

inline constexpr std::size_t kListKinds = 10;

// "bought-together": the words of the API.
std::string_view list_kind_name(ListKind kind);
std::optional<ListKind> parse_list_kind(std::string_view name);

struct BasketItem {
  std::string product_id;
  double weight = 1;  // of a purchase; below 0 takes away
};

inline constexpr std::size_t kMaxLimit = 1000;

// How much each lane counts in a personal list (recommend/lane_scores.h); 0 switches a lane off.
using BlendWeights = model::LaneSum;

struct Request {
  ListKind list = ListKind::for_you;
  std::string user_id;                  // person, or
  std::string anonymous_id;             // visitor whose events were posted, or neither
  std::vector<BasketItem> basket;       // joined to the person's history for this answer, not stored
  std::string product_id;               // context product
  std::vector<std::string> candidates;  // rerank: exactly these; others: if not empty, only these
  std::vector<std::string> exclude;
  // None: as the shop's own log teaches (recommend/blend_scores.h), or the defaults while it teaches nothing.
  std::optional<BlendWeights> lanes;
  std::size_t limit = 10;              // 1-1000
  std::string filter;                  // docs/filters.md; "" for none
  std::vector<Rule> rules;             // those in force at `now` apply
  std::string booster;                 // numeric expression, multiplies the score; "" for none
  std::optional<bool> include_bought;  // none: the list's own habit (for_you leaves bought products out)
  std::string category;                // popular, trending, new: only this category
  double diversity = 0;                // 0 the best, 1 the most varied
  double rotation = 0;                 // 0 always the same, 1 what was shown lately comes last
  // Lists that fill up what the first leaves open, in order; none: the list's own habit.
  std::optional<std::vector<ListKind>> fallbacks;
  std::vector<std::string> shown;  // lately, to this visitor; for rotation
  bool trace = false;
  std::string why_not;  // explain this product's absence; "" for none
  Timestamp now{};      // for availability, now() in filters, and ages; the caller's clock
};

// What one past interaction puts into a lane's own score.
struct TraceSource {
  std::string product_id;
  double share = 0;
};

// Share of a lane, or of one past interaction in it, or of a property, in a score.
struct TracePart {
  std::string lane;        // "factors", "cooccurrence", "slim", "people" ...
  std::string product_id;  // of the past interaction; "" for the lane's own constant
  double share = 0;        // the parts of one item add up to its score
  // Where the share is a function of the lane's own score: that score, and who makes it up, the largest
  // first.
  std::optional<double> lane_score = std::nullopt;
  std::vector<TraceSource> sources = {};
};

struct Item {
  std::string product_id;
  double score = 0;
  std::string reason;            // in words
  std::vector<TracePart> trace;  // if asked for, the largest first
};

// What a rule did: "pinned", "boosted", "buried", "brought in" or "refused" a product, or "hid" a number of
// them.
struct RuleEffect {
  std::string rule;  // its id
  std::string_view what;
  std::string product_id;    // "" for "hid"
  std::size_t products = 1;  // that could have been shown but for the rule
};

struct Answer {
  Position applied;
  std::vector<Item> items;
  std::optional<std::string> fallback;   // why the list is not personal, in a merchant's words
  std::optional<std::string> shortfall;  // why it holds fewer than asked ("short" in the API)
  std::vector<RuleEffect> effects;       // of the request's rules, in their order
  std::optional<std::string> why_not;    // answer to Request::why_not
};

}  // namespace suggestd::recommend
