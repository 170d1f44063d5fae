#include "model/blend/basket_lanes.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "model/histories.h"
#include "model/interactions.h"

namespace suggestd::model {
namespace {

constexpr double kYear = 365;
constexpr double kProfileDecay = 0.9;

Interactions lifetimes(std::span<const BasketHistory> people, std::size_t items, double now) {
  std::vector<Interaction> pairs;
  for (std::uint32_t person = 0; person < people.size(); ++person) {
    for (const ConfidentItem& entry : confident_items(people[person], now))
      pairs.push_back({person, entry.item, entry.confidence});
  }
  return {pairs, people.size(), items};
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
                               const BasketLaneOptions& options, std::size_t threads,
                               const std::stop_token& stop) {
  BasketLanes lanes;
  {
    const Interactions all = lifetimes(people, items, now);
    const MatrixHistories histories(all);
    AlsTrainer trainer(all, options.factors, threads);
    while (trainer.epochs_run() < options.factors.epochs && !stop.stop_requested()) trainer.run_epoch();
    AlsFactors factors = std::move(trainer).take();
    lanes.item_factors = std::move(factors.items);
    lanes.gram = GramMatrix::of(lanes.item_factors, threads);
    lanes.weights = factors.weights;
    if (stop.stop_requested()) return lanes;
    lanes.neighbours = cooccurrence_rows(histories, options.cooccurrence, threads);
    lanes.predicted =
        by_source(sparse_linear_rows(histories, lanes.neighbours, options.sparse_linear, threads));
  }
  if (stop.stop_requested()) return lanes;
  lanes.tables =
      BasketTables::learn(people, items, now, options.cooccurrence, options.sparse_linear, threads);
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
