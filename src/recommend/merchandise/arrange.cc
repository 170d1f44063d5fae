#include "recommend/merchandise/arrange.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <unordered_set>
#include <utility>

#include "recommend/costs.h"

namespace suggestd::recommend {
namespace {

using lookup::Bitmap;

// Products that get the same boosts.
struct BoostClass {
  Bitmap members;
  double factor = 1;
  std::vector<RuleIndex> rules;
};

// The product of all boosts of a product is kept between 1 / kMostFactor and kMostFactor.
constexpr double kMostFactor = 1e30;

// How much more than the list's length is asked for at first where caps refuse some, and by what it grows. Each time costs
// a whole scan, and more products but little on top.
constexpr std::size_t kAskedForCaps = 4;
constexpr std::size_t kGrowth = 8;

// Splits the allowed products by the boosts that they get. n boosts make up to 2^n classes, and the account
// pays for each. Unfinished if the budget ends.
std::vector<BoostClass> split_by_boosts(const Bitmap& allowed, const std::vector<Boost>& boosts,
                                        const Account& account) {
  const std::uint64_t cost = 4 * bitmap_cost(allowed.size());
  std::vector<BoostClass> classes = {{allowed, 1.0, {}}};
  for (const Boost& boost : boosts) {
    std::vector<BoostClass> split;
    for (BoostClass& whole : classes) {
      if (!account.spend(cost + whole.rules.size() / kRowsPerUnit)) return split;
      const double factor = std::clamp(whole.factor * boost.factor, 1 / kMostFactor, kMostFactor);
      BoostClass inside{whole.members & boost.members, factor, whole.rules};
      inside.rules.push_back(boost.rule);
      whole.members = whole.members - boost.members;
      if (!inside.members.empty()) split.push_back(std::move(inside));
      if (!whole.members.empty()) split.push_back(std::move(whole));
    }
    const std::uint64_t more = split.size() - std::min(classes.size(), split.size());
    if (!account.budget->hold(more * (allowed.size() / 8 + sizeof(BoostClass)), *account.lever)) return split;
    classes = std::move(split);
  }
  return classes;
}

bool better(const Ranked& a, const Ranked& b) {
  return a.score != b.score ? a.score > b.score : index(a.row) < index(b.row);
}

// The exact ranking with boosts, asked for in growing lengths.
class BoostedRanking {
 public:
  BoostedRanking(const RankFunction& rank, const Bitmap& allowed, const std::vector<Boost>& boosts,
                 const Account& account)
      : rank_(rank), account_(account), classes_(split_by_boosts(allowed, boosts, account)) {}

  std::size_t classes() const { return classes_.size(); }

  std::vector<Ranked> top(std::size_t k) const { return top(k, nullptr); }
  std::vector<Ranked> top_among(std::size_t k, const Bitmap& members) const { return top(k, &members); }

  const std::vector<RuleIndex>* rules_of(ProductRow row) const {
    for (const BoostClass& one : classes_) {
      if (one.members.contains(row)) return &one.rules;
    }
    return nullptr;
  }

 private:
  std::vector<Ranked> top(std::size_t k, const Bitmap* members) const {
    std::vector<Ranked> merged;
    for (const BoostClass& one : classes_) {
      if (!account_.spend(bitmap_cost(one.members.size()))) break;
      for (Ranked item : rank_(k, members == nullptr ? one.members : one.members & *members)) {
        item.score *= one.factor;
        merged.push_back(item);
      }
    }
    std::sort(merged.begin(), merged.end(), better);
    if (merged.size() > k) merged.resize(k);
    return merged;
  }

  const RankFunction& rank_;
  const Account account_;
  std::vector<BoostClass> classes_;
};

// Walks from the best product down and fills the places that pins left.
class Walk {
 public:
  Walk(const Arrangement& rules, const Bitmap& allowed, std::size_t limit)
      : rules_(rules),
        places_(limit),
        open_(limit),
        counts_(rules.caps.size()),
        missing_(rules.shares.size()) {
    place_pins(allowed);
    for (std::size_t s = 0; s < missing_.size(); ++s) {
      const double wanted = std::ceil(rules.shares[s].fraction * static_cast<double>(limit) - 1e-9);
      missing_[s] = std::min(static_cast<std::size_t>(wanted), (allowed & rules.shares[s].members).count());
    }
    for (const auto& place : places_) {
      if (!place) continue;
      note_share(place->row);
      count_pin(place->row);
    }
  }

  bool full() const { return open_ == 0; }
  // Gives up the places kept for shares, because caps refuse the members that are left.
  void release_shares() { std::fill(missing_.begin(), missing_.end(), 0); }

  void offer(const Ranked& item) {
    if (full() || taken_.contains(index(item.row)) || !leaves_room_for_shares(item.row)) return;
    if (const std::optional<std::size_t> cap = refusing_cap(item.row)) {
      effects_.push_back({rules_.caps[*cap].rule, EffectKind::refused_by_cap, item.row});
      return;
    }
    if (note_share(item.row) && passed_over_) {
      effects_.push_back({share_of(item.row), EffectKind::brought_in_by_share, item.row});
    }
    count_values(item.row);
    put(item);
  }

  ArrangedList finish() && {
    ArrangedList list;
    for (std::optional<Ranked>& place : places_) {
      if (place) list.items.push_back(*place);
    }
    std::sort(effects_.begin(), effects_.end());
    effects_.erase(std::unique(effects_.begin(), effects_.end()), effects_.end());
    list.effects = std::move(effects_);
    return list;
  }

 private:
  void place_pins(const Bitmap& allowed) {
    for (const Pin& pin : rules_.pins) {
      const bool fits = pin.position >= 1 && pin.position <= places_.size() && !places_[pin.position - 1];
      if (!fits || !allowed.contains(pin.row) || taken_.contains(index(pin.row))) continue;
      places_[pin.position - 1] = Ranked{pin.row, 0};
      --open_;
      taken_.insert(index(pin.row));
      effects_.push_back({pin.rule, EffectKind::pinned, pin.row});
    }
  }

  // False for a product that helps no share while all open places are needed by shares.
  bool leaves_room_for_shares(ProductRow row) {
    std::size_t needed = 0;
    bool helps = false;
    for (std::size_t s = 0; s < missing_.size(); ++s) {
      needed = std::max(needed, missing_[s]);
      helps = helps || (missing_[s] > 0 && rules_.shares[s].members.contains(row));
    }
    const bool room = helps || open_ > needed;
    passed_over_ = passed_over_ || !room;
    return room;
  }

  bool note_share(ProductRow row) {
    bool helped = false;
    for (std::size_t s = 0; s < missing_.size(); ++s) {
      if (missing_[s] > 0 && rules_.shares[s].members.contains(row)) {
        --missing_[s];
        helped = true;
      }
    }
    return helped;
  }

  RuleIndex share_of(ProductRow row) const {
    const auto share = std::find_if(rules_.shares.begin(), rules_.shares.end(),
                                    [&](const Share& s) { return s.members.contains(row); });
    return share->rule;
  }

  std::optional<std::size_t> refusing_cap(ProductRow row) const {
    for (std::size_t c = 0; c < rules_.caps.size(); ++c) {
      for (const std::uint32_t value : rules_.caps[c].values(row)) {
        const auto count = counts_[c].find(value);
        if (count != counts_[c].end() && count->second >= rules_.caps[c].most) return c;
      }
    }
    return std::nullopt;
  }

  void count_values(ProductRow row) {
    for (std::size_t c = 0; c < rules_.caps.size(); ++c) count_values(c, row);
  }
  void count_pin(ProductRow row) {
    for (std::size_t c = 0; c < rules_.caps.size(); ++c) {
      if (rules_.caps[c].counts_pins) count_values(c, row);
    }
  }
  void count_values(std::size_t cap, ProductRow row) {
    for (const std::uint32_t value : rules_.caps[cap].values(row)) ++counts_[cap][value];
  }

  void put(const Ranked& item) {
    while (places_[first_open_]) ++first_open_;
    places_[first_open_] = item;
    --open_;
    taken_.insert(index(item.row));
  }

  const Arrangement& rules_;
  std::vector<std::optional<Ranked>> places_;
  std::size_t open_;
  std::size_t first_open_ = 0;
  std::vector<std::map<std::uint32_t, std::size_t>> counts_;  // per cap: products by value
  std::vector<std::size_t> missing_;                          // per share: members still needed
  std::unordered_set<std::uint32_t> taken_;
  std::vector<Effect> effects_;
  bool passed_over_ = false;
};

// Adds the best members of each share, which the ranking may hold below its first k.
std::vector<Ranked> with_share_candidates(const BoostedRanking& ranking, std::vector<Ranked> ranked,
                                          const std::vector<Share>& shares, std::size_t k) {
  for (const Share& share : shares) {
    const std::vector<Ranked> members = ranking.top_among(k, share.members);
    ranked.insert(ranked.end(), members.begin(), members.end());
  }
  std::sort(ranked.begin(), ranked.end(), better);
  ranked.erase(std::unique(ranked.begin(), ranked.end()), ranked.end());
  return ranked;
}

void note_boosts(const BoostedRanking& ranking, ArrangedList& list) {
  for (const Ranked& item : list.items) {
    const std::vector<RuleIndex>* rules = ranking.rules_of(item.row);
    if (rules == nullptr) continue;
    for (const RuleIndex rule : *rules) list.effects.push_back({rule, EffectKind::boosted, item.row});
  }
}

}  // namespace

ArrangedList arrange(const RankFunction& rank, const Bitmap& allowed, const Arrangement& rules,
                     std::size_t limit, const Reorder& reorder, std::size_t pool, Account account) {
  const BoostedRanking ranking(rank, allowed, rules.boosts, account);
  const std::size_t rules_asked = 1 + rules.shares.size() + kRowsPerUnit * rules.caps.size();
  const std::size_t least = limit + rules.pins.size();
  for (std::size_t k = std::max(pool, rules.caps.empty() ? least : kAskedForCaps * least);; k *= kGrowth) {
    std::vector<Ranked> ranked = ranking.top(k);
    const bool all = ranked.size() < k;
    if (!rules.shares.empty()) ranked = with_share_candidates(ranking, std::move(ranked), rules.shares, k);
    if (reorder) reorder(ranked);
    if (!account.spend(ranked.size() * rules_asked / kRowsPerUnit)) return {};
    Walk walk(rules, allowed, limit);
    for (const Ranked& item : ranked) walk.offer(item);
    if (all && !walk.full()) {
      walk.release_shares();
      for (const Ranked& item : ranked) walk.offer(item);
    }
    if (walk.full() || all) {
      ArrangedList list = std::move(walk).finish();
      if (account.spend(list.items.size() * ranking.classes() / kRowsPerUnit)) note_boosts(ranking, list);
      return list;
    }
  }
}

}  // namespace suggestd::recommend
