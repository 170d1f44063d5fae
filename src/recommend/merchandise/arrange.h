// From a ranking to a list under a merchant's rules: boost, bury, pin, guarantee a share, cap a brand.
//
// Exact    the list is the one that would come out if all allowed products were ranked, boosted and
//          walked through from the best down: no rule costs a good product its place because some
//          candidate pool was too small. The ranking is asked for more until the list is full or the
//          products are used up. Boosts: products are split by the boosts that they get; inside such a
//          class a boost changes no order, so the best of each class are enough.
// Order    pins take their positions first; then, from the best down, each product that no cap refuses, while
//          enough places stay free for the shares that still need members. Caps do not bind pins.
// Scores   positive; a boost multiplies (2 doubles, 0.5 halves). Ties: smaller row first.
// Threads  pure.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/ids.h"
#include "base/work_budget.h"
#include "lookup/bitmap.h"

namespace suggestd::recommend {

struct Ranked {
  ProductRow row{};
  double score = 0;
  bool operator==(const Ranked&) const = default;
};

// The best `k` of `allowed`, best first; fewer only if fewer are there. Same arguments, same answer.
using RankFunction = std::function<std::vector<Ranked>(std::size_t k, const lookup::Bitmap& allowed)>;
// Changes the order of the best products before the walk; may be empty.
using Reorder = std::function<void(std::vector<Ranked>&)>;

// Index of a rule in the caller's list, so that a trace can name it.
using RuleIndex = std::uint32_t;

struct Boost {
  RuleIndex rule = 0;
  lookup::Bitmap members;
  double factor = 1;  // > 0
};

struct Pin {
  RuleIndex rule = 0;
  std::size_t position = 1;  // from 1; beyond the list's end: no effect
  ProductRow row{};
};

struct Share {
  RuleIndex rule = 0;
  lookup::Bitmap members;
  double fraction = 0;  // of the list's length, rounded up
};

struct Cap {
  RuleIndex rule = 0;
  std::size_t most = 1;  // products with one value
  // The product's values (brands, categories); all of them count.
  std::function<std::span<const std::uint32_t>(ProductRow)> values;
  bool counts_pins = false;  // what a pin has put there counts, too
};

struct Arrangement {
  std::vector<Boost> boosts;
  std::vector<Pin> pins;
  std::vector<Share> shares;
  std::vector<Cap> caps;

  bool empty() const { return boosts.empty() && pins.empty() && shares.empty() && caps.empty(); }
};

enum class EffectKind { boosted, pinned, brought_in_by_share, refused_by_cap };

// The effect of a rule on a product, for the trace.
struct Effect {
  RuleIndex rule = 0;
  EffectKind kind{};
  ProductRow row{};
  auto operator<=>(const Effect&) const = default;
};

struct ArrangedList {
  std::vector<Ranked> items;  // scores after boosts
  std::vector<Effect> effects;
};

// `pool`: `reorder` sees at least this many of the best; 0 if it is empty. `account` pays for the rules; once
// its budget is over the list must not be used.
ArrangedList arrange(const RankFunction& rank, const lookup::Bitmap& allowed, const Arrangement& rules,
                     std::size_t limit, const Reorder& reorder, std::size_t pool, Account account);

}  // namespace suggestd::recommend
