#include "model/blend/basket_tables.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "base/parallel.h"
#include "model/histories.h"
#include "model/interactions.h"

namespace suggestd::model {
namespace {

// Shrinking: kPriorBuyers invented buyers and kPriorIntervals invented intervals with the values of kPrior
// are added to the real ones of each product, and kNextPrior purchases to each in the next-basket table.
constexpr ItemCounts kPrior;
constexpr double kPriorBuyers = 10;
constexpr double kPriorIntervals = 5;
constexpr double kNextPrior = 5;
constexpr double kHalfYearDays = 180;
constexpr std::size_t kNextRows = 100;
constexpr std::size_t kGrain = 16;
// Two baskets in a row are compared line by line. A pair of baskets with more pairs of lines than this is
// left out: it says nothing about which product follows which.
constexpr std::size_t kMostPairs = 10'000'000;

std::int32_t day_number(double day) { return static_cast<std::int32_t>(std::floor(day)); }

std::vector<ItemCounts> count_items(std::span<const BasketHistory> people, std::size_t items, double now) {
  std::vector<ItemCounts> counts(items, ItemCounts{0, 0, 0, 0, 0, 0});
  std::vector<DailyPurchases> lately(items);
  std::vector<double> returned(items, 0.0);
  std::vector<double> intervals(items, 0.0);
  for (const BasketHistory& history : people) {
    std::map<std::uint32_t, std::pair<int, double>> mine;  // times bought, last day
    for (const DatedBasket& basket : history) {
      for (const std::uint32_t item : basket.items) {
        ItemCounts& count = counts[item];
        count.purchases += 1;
        lately[item].add(day_number(basket.day));
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
    bring_up_to(day_number(now), lately[i], counts[i]);
    counts[i].repeat_share =
        (returned[i] + kPrior.repeat_share * kPriorBuyers) / (counts[i].buyers + kPriorBuyers);
    counts[i].log_interval =
        (counts[i].log_interval + kPriorIntervals * kPrior.log_interval) / (intervals[i] + kPriorIntervals);
  }
  return counts;
}

// The interactions with every basket taken for a person.
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

// A basket that holds an item and has a following one: the person, and the basket's place in the history.
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
        if (before.items.size() * after.items.size() > kMostPairs) continue;
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

BasketTables BasketTables::learn(std::span<const BasketHistory> people, std::size_t items, double now,
                                 const CooccurrenceOptions& cooccurrence,
                                 const SparseLinearOptions& sparse_linear, std::size_t threads) {
  BasketTables tables;
  tables.counts = count_items(people, items, now);
  const Interactions baskets = single_baskets(people, items);
  const MatrixHistories histories(baskets);
  const std::vector<NeighbourRow> together = cooccurrence_rows(histories, cooccurrence, threads);
  tables.linear = by_source(sparse_linear_rows(histories, together, sparse_linear, threads));
  tables.next = next_rows(people, tables.counts, threads);
  return tables;
}

void bring_up_to(std::int32_t today, const DailyPurchases& bought, ItemCounts& counts) {
  double purchases = 0;
  counts.month = bought.left_at(today);
  counts.half_year = 0;
  for (const DailyPurchases::Day& day : bought.days()) {
    const double age = std::max(0, today - day.day);
    purchases += static_cast<double>(day.purchases);
    counts.half_year += static_cast<double>(day.purchases) * std::exp2(-age / kHalfYearDays);
  }
  // Fewer: days beyond kMostDays are gone, or orders were taken back.
  if (purchases <= counts.purchases) return;
  counts.buyers += (purchases - counts.purchases) * (1 - counts.repeat_share);
  counts.purchases = purchases;
}

}  // namespace suggestd::model
