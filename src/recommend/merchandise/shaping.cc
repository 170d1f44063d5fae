#include "recommend/merchandise/shaping.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <unordered_set>
#include <utility>

#include "recommend/allowed.h"
#include "recommend/costs.h"
#include "recommend/merchandise/arrange.h"
#include "recommend/merchandise/boosted_top.h"
#include "recommend/merchandise/variety.h"
#include "recommend/stored_filter.h"

namespace suggestd::recommend {
namespace {

using lookup::Bitmap;
using lookup::Hit;

constexpr std::size_t kPoolFactor = 5;
// The factor of a product that was shown and is fully rotated away, so that it keeps a place behind all
// others.
constexpr double kLeastFactor = 1e-9;
// The rule indexes of rotation, a boost, and of groups, a cap, which belong to no rule of the request.
constexpr RuleIndex kRotation = std::numeric_limits<RuleIndex>::max();
constexpr RuleIndex kGroups = kRotation - 1;

// The factors of a block's products by all boosters.
void work_out_boosts(const Shaping& shaping, catalog::RowRange range, catalog::NumberValues& boosts,
                     WorkBudget& budget) {
  boosts.fill(1);
  catalog::NumberValues scratch;
  for (const catalog::Booster& booster : shaping.boosters) {
    if (!budget.spend(booster.cost(), kBoosterWork)) return;
    const catalog::NumberValues& values = booster.values(range, scratch);
    for (std::size_t r = range.first; r < range.last; ++r) {
      const double value = std::isnan(values[r]) ? 1.0 : std::clamp(values[r], 0.0, kMostBoost);
      boosts[r] = std::min(boosts[r] * value, kMostBoost);
    }
  }
}

std::vector<Ranked> plain_top(const Ranking& ranking, std::size_t k, const Bitmap& allowed,
                              WorkBudget& budget) {
  std::vector<Ranked> ranked;
  for (const Hit& hit : paid_top(ranking, k, allowed, budget)) {
    ranked.push_back({hit.row, positive(static_cast<double>(hit.score))});
  }
  return ranked;
}

// Clamps a score to the range of float, which many boosts may leave.
float as_float(double score) {
  constexpr auto kLargest = static_cast<double>(std::numeric_limits<float>::max());
  return static_cast<float>(std::clamp(score, -kLargest, kLargest));
}

std::vector<Hit> as_hits(std::span<const Ranked> ranked) {
  std::vector<Hit> hits;
  for (const Ranked& one : ranked) hits.push_back({one.row, as_float(one.score)});
  return hits;
}

// Varies the order of the first `count` products; those after them stay.
void vary_first(const learn::Snapshot& snapshot, double diversity, std::size_t count,
                std::vector<Ranked>& ranked, WorkBudget& budget) {
  count = std::min(count, ranked.size());
  const std::vector<Hit> order =
      varied(snapshot, as_hits(std::span(ranked).first(count)), diversity, count, budget);
  for (std::size_t i = 0; i < order.size(); ++i)
    ranked[i] = {order[i].row, static_cast<double>(order[i].score)};
}

Status check_share(std::string_view pointer, double value) {
  if (value >= 0 && value <= 1) return {};
  return invalid_field(std::string(pointer), fmt::format("{} is not between 0 and 1", value));
}

}  // namespace

Result<Shaping> make_shaping(const learn::Snapshot& snapshot, const Request& request, const Visitor& visitor,
                             WorkBudget& budget) {
  if (Status good = check_share("/diversity", request.diversity); !good) return good.error();
  if (Status good = check_share("/rotation", request.rotation); !good) return good.error();
  Shaping shaping;
  shaping.diversity = request.diversity;
  shaping.groups = groups_of(snapshot, request);
  const auto bound = [&](const std::string& source, Author author) -> Result<catalog::Booster> {
    const Result<catalog::Expression> booster = catalog::Expression::parse(source);
    if (!booster) return booster.error();
    return catalog::Booster::bind(*booster, snapshot.catalog,
                                  bindings_for(snapshot, request, visitor, author), {&budget, &kBoosterWork});
  };
  if (!request.booster.empty()) {
    Result<catalog::Booster> booster = bound(request.booster, Author::request);
    if (!booster) return booster.error();
    shaping.boosters.push_back(std::move(*booster));
  }
  if (!request.scenario_booster.empty()) {
    Result<catalog::Booster> booster = bound(request.scenario_booster, Author::scenario);
    if (booster) {
      shaping.boosters.push_back(std::move(*booster));
    } else {
      if (booster.error().kind() != ErrorKind::invalid) return booster.error();
      shaping.left_out.push_back(left_out_by(booster.error(), "/booster", ""));
    }
  }
  std::vector<ProductRow> shown;
  for (const std::string& id : request.shown) {
    if (const auto row = snapshot.products.find(id)) shown.push_back(*row);
  }
  if (!shown.empty()) shaping.rotation = request.rotation;
  shaping.shown = Bitmap::of(snapshot.products.size(), shown);
  return shaping;
}

namespace {

// A cap of one product for each group.
Cap one_of_each(const Groups& groups) {
  // The values are handed out as a span, so one of them has to stay: the last one asked for.
  const auto last = std::make_shared<std::uint32_t>(0);
  return {kGroups, 1,
          [groups, last](ProductRow row) -> std::span<const std::uint32_t> {
            *last = catalog::number(groups.of(row));
            return *last == 0 ? std::span<const std::uint32_t>() : std::span(last.get(), 1);
          },
          /*counts_pins=*/true};
}

// The best `k`, the best of each group alone. Exact: asks for more until there are enough.
std::vector<Hit> best_of_groups(const Ranking& ranking, const Groups& groups, std::size_t k,
                                const Bitmap& allowed, WorkBudget& budget) {
  for (std::size_t asked = k;; asked *= 4) {
    std::vector<Hit> hits = paid_top(ranking, asked, allowed, budget);
    const bool all = hits.size() < asked;
    std::unordered_set<catalog::TextId> seen;
    std::erase_if(hits, [&](const Hit& hit) {
      const catalog::TextId group = groups.of(hit.row);
      return group != catalog::kNoText && !seen.insert(group).second;
    });
    if (hits.size() > k) hits.resize(k);
    if (all || hits.size() == k) return hits;
  }
}

}  // namespace

Shaped shaped_top(const learn::Snapshot& snapshot, const Ranking& ranking, const Shaping& shaping,
                  const Arrangement& rules, std::size_t k, const Bitmap& allowed, WorkBudget& budget) {
  if (k == 0) return {};
  Arrangement all = rules;
  if (shaping.rotation > 0) {
    all.boosts.push_back({kRotation, shaping.shown, std::max(1 - shaping.rotation, kLeastFactor)});
  }
  const std::size_t pool = shaping.diversity > 0 ? kPoolFactor * k : k;
  if (shaping.boosters.empty() && all.empty()) {
    std::vector<Hit> hits = best_of_groups(ranking, shaping.groups, pool, allowed, budget);
    if (shaping.diversity > 0) hits = varied(snapshot, hits, shaping.diversity, k, budget);
    return {std::move(hits), {}};
  }
  if (shaping.groups.any()) all.caps.push_back(one_of_each(shaping.groups));
  BoostedTop boosted(
      ranking,
      [&](catalog::RowRange range, catalog::NumberValues& boosts) {
        work_out_boosts(shaping, range, boosts, budget);
      },
      budget);
  const RankFunction rank = [&](std::size_t count, const Bitmap& among) {
    return shaping.boosters.empty() ? plain_top(ranking, count, among, budget) : boosted.top(count, among);
  };
  Reorder reorder;
  if (shaping.diversity > 0) {
    reorder = [&](std::vector<Ranked>& ranked) {
      vary_first(snapshot, shaping.diversity, kPoolFactor * k, ranked, budget);
    };
  }
  ArrangedList list = arrange(rank, allowed, all, k, reorder, pool, {&budget, &kRuleWork});
  std::erase_if(list.effects, [](const Effect& effect) { return effect.rule >= kGroups; });
  return {as_hits(list.items), std::move(list.effects)};
}

}  // namespace suggestd::recommend
