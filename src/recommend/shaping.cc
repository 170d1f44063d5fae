#include "recommend/shaping.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "recommend/allowed.h"
#include "recommend/arrange.h"

namespace suggestd::recommend {
namespace {

using lookup::Bitmap;
using lookup::Hit;

constexpr std::size_t kPoolFactor = 5;
constexpr double kSameCategory = 0.5;
constexpr double kTiny = 1e-6;
// A product that was shown and is fully rotated away still has its place behind all others.
constexpr double kLeastFactor = 1e-9;
// Rotation is a boost that belongs to no rule of the request.
constexpr RuleIndex kRotation = std::numeric_limits<RuleIndex>::max();

double positive(double score) { return score >= 0 ? score + kTiny : kTiny * std::exp(score / kTiny); }

double boost_of(const catalog::Booster& booster, ProductRow row) {
  return std::max(0.0, booster.value(row).value_or(1.0));
}

std::vector<Ranked> boosted_top(const Ranking& ranking, const Shaping& shaping, std::size_t k,
                                const Bitmap& allowed) {
  std::vector<Ranked> ranked;
  for (const Hit& hit : ranking.top(shaping.booster ? allowed.count() : k, allowed)) {
    ranked.push_back({hit.row, positive(static_cast<double>(hit.score))});
  }
  if (!shaping.booster) return ranked;
  for (Ranked& one : ranked) one.score *= boost_of(*shaping.booster, one.row);
  std::sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
    return a.score != b.score ? a.score > b.score : a.row < b.row;
  });
  ranked.resize(std::min(k, ranked.size()));
  return ranked;
}

bool share_category(const learn::Snapshot& snapshot, ProductRow a, ProductRow b) {
  const auto& left = snapshot.catalog.product(a).categories;
  const auto& right = snapshot.catalog.product(b).categories;
  return std::any_of(left.begin(), left.end(), [&](const std::string& category) {
    return std::find(right.begin(), right.end(), category) != right.end();
  });
}

double likeness(const learn::Snapshot& snapshot, ProductRow a, ProductRow b) {
  double cosine = 0;
  if (snapshot.directions.contains(a) && snapshot.directions.contains(b)) {
    cosine = static_cast<double>(snapshot.directions.score(snapshot.directions.row(a), b));
  }
  return share_category(snapshot, a, b) ? std::max(cosine, kSameCategory) : cosine;
}

std::vector<Hit> varied(const learn::Snapshot& snapshot, std::vector<Hit> pool, double diversity,
                        std::size_t k) {
  std::vector<Hit> chosen;
  if (pool.empty()) return chosen;
  const double best = std::max(static_cast<double>(pool.front().score), kTiny);
  std::vector<double> nearest(pool.size(), 0.0);
  while (chosen.size() < k && !pool.empty()) {
    const auto value = [&](std::size_t i) {
      return (1 - diversity) * static_cast<double>(pool[i].score) / best - diversity * nearest[i];
    };
    std::size_t next = 0;
    for (std::size_t i = 1; i < pool.size(); ++i) {
      if (value(i) > value(next)) next = i;
    }
    chosen.push_back(pool[next]);
    pool.erase(pool.begin() + static_cast<std::ptrdiff_t>(next));
    nearest.erase(nearest.begin() + static_cast<std::ptrdiff_t>(next));
    for (std::size_t i = 0; i < pool.size(); ++i) {
      nearest[i] = std::max(nearest[i], likeness(snapshot, chosen.back().row, pool[i].row));
    }
  }
  return chosen;
}

std::vector<Hit> as_hits(std::span<const Ranked> ranked) {
  std::vector<Hit> hits;
  for (const Ranked& one : ranked) hits.push_back({one.row, static_cast<float>(one.score)});
  return hits;
}

// Varies the order of the first `count`; what comes after them stays.
void vary_first(const learn::Snapshot& snapshot, double diversity, std::size_t count,
                std::vector<Ranked>& ranked) {
  count = std::min(count, ranked.size());
  const std::vector<Hit> order = varied(snapshot, as_hits(std::span(ranked).first(count)), diversity, count);
  for (std::size_t i = 0; i < count; ++i) ranked[i] = {order[i].row, static_cast<double>(order[i].score)};
}

Status check_share(std::string_view pointer, double value) {
  if (value >= 0 && value <= 1) return {};
  return invalid_field(std::string(pointer), fmt::format("{} is not between 0 and 1", value));
}

}  // namespace

Result<Shaping> make_shaping(const learn::Snapshot& snapshot, const Request& request,
                             const Visitor& visitor) {
  if (Status good = check_share("/diversity", request.diversity); !good) return good.error();
  if (Status good = check_share("/rotation", request.rotation); !good) return good.error();
  Shaping shaping;
  shaping.diversity = request.diversity;
  if (!request.booster.empty()) {
    Result<catalog::Expression> booster = catalog::Expression::parse(request.booster);
    if (!booster) return booster.error();
    Result<catalog::Booster> bound =
        catalog::Booster::bind(*booster, snapshot.catalog, bindings_for(snapshot, request, visitor));
    if (!bound) return bound.error();
    shaping.booster = std::move(*bound);
  }
  std::vector<ProductRow> shown;
  for (const std::string& id : request.shown) {
    if (const auto row = snapshot.products.find(id)) shown.push_back(*row);
  }
  if (!shown.empty()) shaping.rotation = request.rotation;
  shaping.shown = Bitmap::of(snapshot.products.size(), shown);
  return shaping;
}

Shaped shaped_top(const learn::Snapshot& snapshot, const Ranking& ranking, const Shaping& shaping,
                  const Arrangement& rules, std::size_t k, const Bitmap& allowed) {
  if (k == 0) return {};
  Arrangement all = rules;
  if (shaping.rotation > 0) {
    all.boosts.push_back({kRotation, shaping.shown, std::max(1 - shaping.rotation, kLeastFactor)});
  }
  const std::size_t pool = shaping.diversity > 0 ? kPoolFactor * k : k;
  if (!shaping.booster && all.empty()) {
    std::vector<Hit> hits = ranking.top(pool, allowed);
    if (shaping.diversity > 0) hits = varied(snapshot, std::move(hits), shaping.diversity, k);
    return {std::move(hits), {}};
  }
  const RankFunction rank = [&](std::size_t count, const Bitmap& among) {
    return boosted_top(ranking, shaping, count, among);
  };
  Reorder reorder;
  if (shaping.diversity > 0) {
    reorder = [&](std::vector<Ranked>& ranked) {
      vary_first(snapshot, shaping.diversity, kPoolFactor * k, ranked);
    };
  }
  ArrangedList list = arrange(rank, allowed, all, k, reorder, pool);
  std::erase_if(list.effects, [](const Effect& effect) { return effect.rule == kRotation; });
  return {as_hits(list.items), std::move(list.effects)};
}

}  // namespace suggestd::recommend
