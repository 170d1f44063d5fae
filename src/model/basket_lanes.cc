#include "model/basket_lanes.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/parallel.h"
#include "model/histories.h"
#include "model/interactions.h"

namespace suggestd::model {
namespace {

constexpr double kYear = 365;
constexpr double kProfileDecay = 0.9;
// Shrinking: so many invented buyers, and intervals, of a usual kind stand beside the real ones.
constexpr double kPriorBuyers = 10;
constexpr double kPriorRepeatShare = 0.2;
constexpr double kPriorIntervals = 5;
constexpr double kPriorLogInterval = 3;
constexpr double kNextPrior = 5;
constexpr std::size_t kNextRows = 200;
constexpr std::size_t kGrain = 16;

std::vector<ItemCounts> count_items(std::span<const BasketHistory> people, std::size_t items, double now) {
  std::vector<ItemCounts> counts(items);
  std::vector<double> returned(items, 0.0);
  std::vector<double> intervals(items, 0.0);
  for (const BasketHistory& history : people) {
    std::map<std::uint32_t, std::pair<int, double>> mine;  // times bought, last day
    for (const DatedBasket& basket : history) {
      const double age = std::max(0.0, now - basket.day);
      for (const std::uint32_t item : basket.items) {
        ItemCounts& count = counts[item];
        count.purchases += 1;
        count.month += std::exp2(-age / 30);
        count.half_year += std::exp2(-age / 180);
        auto& [times, last] = mine[item];
        if (times > 0) {
          count.log_interval += std::log1p(std::max(0.0, basket.day - last));
          intervals[item] += 1;
        }
        ++times;
        last = basket.day;
      }
    }
    for (const auto& [item, bought] : mine) {
      counts[item].buyers += 1;
      if (bought.first > 1) returned[item] += 1;
    }
  }
  for (std::size_t i = 0; i < items; ++i) {
    counts[i].repeat_share =
        (returned[i] + kPriorRepeatShare * kPriorBuyers) / (counts[i].buyers + kPriorBuyers);
    counts[i].log_interval =
        (counts[i].log_interval + kPriorIntervals * kPriorLogInterval) / (intervals[i] + kPriorIntervals);
  }
  return counts;
}

Interactions lifetimes(std::span<const BasketHistory> people, std::size_t items, double now) {
  std::vector<Interaction> pairs;
  for (std::uint32_t person = 0; person < people.size(); ++person) {
    for (const ConfidentItem& entry : confident_items(people[person], now))
      pairs.push_back({person, entry.item, entry.confidence});
  }
  return {pairs, people.size(), items};
}

// Every basket as if it were a person.
Interactions single_baskets(std::span<const BasketHistory> people, std::size_t items) {
  std::vector<Interaction> pairs;
  std::uint32_t row = 0;
  for (const BasketHistory& history : people) {
    for (const DatedBasket& basket : history) {
      for (const std::uint32_t item : basket.items) pairs.push_back({row, item});
      ++row;
    }
  }
  return {pairs, row, items};
}

// (person, basket) pairs that hold each item and have a follower.
struct Place {
  std::uint32_t person;
  std::uint32_t basket;
};

std::vector<NeighbourRow> next_rows(std::span<const BasketHistory> people,
                                    const std::vector<ItemCounts>& counts, std::size_t threads) {
  const std::size_t items = counts.size();
  std::vector<std::vector<Place>> places(items);
  for (std::uint32_t person = 0; person < people.size(); ++person) {
    for (std::uint32_t b = 0; b + 1 < people[person].size(); ++b) {
      for (const std::uint32_t item : people[person][b].items) places[item].push_back({person, b});
    }
  }
  std::vector<NeighbourRow> rows(items);
  std::vector<std::vector<double>> sums(threads);
  parallel_for(items, kGrain, threads, [&](const Chunk& chunk) {
    std::vector<double>& sum = sums[chunk.worker];
    sum.resize(items, 0.0);
    std::vector<std::uint32_t> touched;
    for (std::size_t source = chunk.begin; source < chunk.end; ++source) {
      touched.clear();
      for (const Place& place : places[source]) {
        const DatedBasket& before = people[place.person][place.basket];
        const DatedBasket& after = people[place.person][place.basket + 1];
        const double weight = 1 / std::sqrt(static_cast<double>(before.items.size() * after.items.size()));
        for (const std::uint32_t item : after.items) {
          if (sum[item] == 0) touched.push_back(item);
          sum[item] += weight;
        }
      }
      NeighbourRow& row = rows[source];
      for (const std::uint32_t item : touched) {
        const double size =
            std::sqrt((counts[source].purchases + kNextPrior) * (counts[item].purchases + kNextPrior));
        row.push_back({item, static_cast<float>(sum[item] / size)});
        sum[item] = 0;
      }
      std::sort(row.begin(), row.end(), [](const Neighbour& a, const Neighbour& b) {
        return a.weight != b.weight ? a.weight > b.weight : a.item < b.item;
      });
      if (row.size() > kNextRows) row.resize(kNextRows);
    }
  });
  return rows;
}

}  // namespace

std::vector<ConfidentItem> confident_items(const BasketHistory& history, double now) {
  std::map<std::uint32_t, double> strengths;
  for (const DatedBasket& basket : history) {
    const double strength = std::exp2(-std::max(0.0, now - basket.day) / kYear);
    for (const std::uint32_t item : basket.items) strengths[item] += strength;
  }
  std::vector<ConfidentItem> row;
  row.reserve(strengths.size());
  for (const auto& [item, r] : strengths)
    row.push_back({item, static_cast<float>(r <= 1 ? r : 1 + std::log(r))});
  return row;
}

std::vector<ProfileEntry> profile_of(const BasketHistory& history) {
  std::map<std::uint32_t, double> weights;
  double weight = 1;
  for (auto basket = history.rbegin(); basket != history.rend(); ++basket, weight *= kProfileDecay) {
    for (const std::uint32_t item : basket->items) weights[item] += weight;
  }
  double squares = 0;
  for (const auto& [item, w] : weights) squares += w * w;
  std::vector<ProfileEntry> profile;
  profile.reserve(weights.size());
  for (const auto& [item, w] : weights) profile.push_back({item, static_cast<float>(w / std::sqrt(squares))});
  return profile;
}

BasketLanes BasketLanes::learn(std::span<const BasketHistory> people, std::size_t items, double now,
                               const BasketLaneOptions& options, std::size_t threads) {
  BasketLanes lanes;
  lanes.counts = count_items(people, items, now);
  {
    const Interactions all = lifetimes(people, items, now);
    const MatrixHistories histories(all);
    AlsFactors factors = train_factors(all, options.factors, threads);
    lanes.item_factors = std::move(factors.items);
    lanes.gram = GramMatrix::of(lanes.item_factors, threads);
    lanes.weights = factors.weights;
    lanes.neighbours = cooccurrence_rows(histories, options.cooccurrence, threads);
    lanes.predicted =
        by_source(sparse_linear_rows(histories, lanes.neighbours, options.sparse_linear, threads));
  }
  {
    const Interactions baskets = single_baskets(people, items);
    const MatrixHistories histories(baskets);
    lanes.basket_neighbours = cooccurrence_rows(histories, options.cooccurrence, threads);
    lanes.basket_predicted =
        by_source(sparse_linear_rows(histories, lanes.basket_neighbours, options.sparse_linear, threads));
  }
  lanes.next = next_rows(people, lanes.counts, threads);
  lanes.profiles.resize(people.size());
  lanes.followers.resize(items);
  for (std::uint32_t person = 0; person < people.size(); ++person) {
    lanes.profiles[person] = profile_of(people[person]);
    for (const ProfileEntry& entry : lanes.profiles[person])
      lanes.followers[entry.row].push_back({person, entry.weight});
  }
  return lanes;
}

}  // namespace suggestd::model
