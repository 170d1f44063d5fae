#include "model/blend/person_view.h"

#include <algorithm>
#include <cmath>

namespace suggestd::model {
namespace {

constexpr std::size_t kNearest = 200;  // people
constexpr std::size_t kPopular = 50;   // candidates by recent purchases

// Adds the indices of the `k` largest scores above zero.
void add_best(std::span<const double> scores, std::size_t k, std::vector<std::uint32_t>& to) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < scores.size(); ++i) {
    if (scores[i] > 0) order.push_back(i);
  }
  const auto better = [&](std::uint32_t a, std::uint32_t b) {
    return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
  };
  if (order.size() > k) {
    std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(k), order.end(), better);
    order.resize(k);
  }
  to.insert(to.end(), order.begin(), order.end());
}

void add_row(const NeighbourRow& row, double weight, std::vector<double>& sums) {
  for (const Neighbour& neighbour : row)
    sums[neighbour.item] += weight * static_cast<double>(neighbour.weight);
}

}  // namespace

PersonView::PersonView(const BasketLanes& lanes)
    : all_(lanes),
      sold_(static_cast<double>(std::count_if(lanes.tables.counts.begin(), lanes.tables.counts.end(),
                                              [](const ItemCounts& counts) { return counts.buyers > 0; }))),
      unobserved_(lanes.gram, lanes.weights.unobserved),
      solver_(lanes.gram.dim()),
      similarity_(lanes.people(), 0.0F),
      vector_(lanes.gram.dim(), 0.0F) {
  for (std::vector<double>& scores : lanes_of_) scores.resize(lanes.items(), 0.0);
  for (const ItemCounts& counts : lanes.tables.counts) numbers_.push_back(item_numbers(counts));
}

void PersonView::look(const BasketHistory& history, double now) {
  for (std::vector<double>& scores : lanes_of_) std::fill(scores.begin(), scores.end(), 0.0);
  past_ = PersonPast(history, now);
  sum_rows();
  fold_in_factors(history);
  scale_lanes();
}

void PersonView::sum_rows() {
  for (const PastItem& past : past_.items()) {
    const double recent = std::pow(kRecentDecay, past.baskets_since);
    add_row(all_.neighbours[past.item], 1, scores(PersonLane::cooccurrence));
    add_row(all_.predicted[past.item], 1, scores(PersonLane::linear));
    add_row(all_.predicted[past.item], recent, scores(PersonLane::recent_linear));
    if (recent > kLeastRecent)
      add_row(all_.tables.linear[past.item], recent, scores(PersonLane::basket_linear));
    if (past.baskets_since == 0) add_row(all_.tables.next[past.item], 1, scores(PersonLane::next_basket));
  }
}

void PersonView::fold_in_factors(const BasketHistory& history) {
  std::vector<const float*> vectors;
  std::vector<float> confidences;
  double observed = 0;
  for (const ConfidentItem& entry : confident_items(history, past_.now())) {
    vectors.push_back(all_.item_factors[entry.item].data());
    confidences.push_back(entry.confidence);
    observed += static_cast<double>(entry.confidence);
  }
  const float ridge = all_.weights.row_ridge(observed, all_.items());
  if (!solver_.solve(unobserved_, {vectors, confidences, ridge}, vector_)) return;
  std::vector<double>& factors = scores(PersonLane::factors);
  for (std::uint32_t item = 0; item < factors.size(); ++item) {
    const std::span<const float> other = all_.item_factors[item];
    float sum = 0;
    for (std::size_t d = 0; d < other.size(); ++d) sum += vector_[d] * other[d];
    factors[item] = static_cast<double>(sum);
  }
}

// s_i = sum over the nearest v of cos(u, v) p_vi / sum of cos(u, v).
void PersonView::look_at_people(const BasketHistory& history, std::uint32_t self) {
  std::vector<std::uint32_t> near;
  for (const ProfileEntry& mine : profile_of(history)) {
    for (const ProfileEntry& follower : all_.followers[mine.row]) {
      if (similarity_[follower.row] == 0) near.push_back(follower.row);
      similarity_[follower.row] += mine.weight * follower.weight;
    }
  }
  const std::vector<std::uint32_t> touched = near;
  std::erase(near, self);
  const auto nearer = [&](std::uint32_t a, std::uint32_t b) {
    return similarity_[a] != similarity_[b] ? similarity_[a] > similarity_[b] : a < b;
  };
  if (near.size() > kNearest) {
    std::nth_element(near.begin(), near.begin() + kNearest, near.end(), nearer);
    near.resize(kNearest);
  }
  std::sort(near.begin(), near.end());
  double total = 0;
  for (const std::uint32_t person : near) total += static_cast<double>(similarity_[person]);
  std::vector<double>& people = scores(PersonLane::people);
  std::fill(people.begin(), people.end(), 0.0);
  for (const std::uint32_t person : near) {
    const double weight = static_cast<double>(similarity_[person]) / total;
    for (const ProfileEntry& entry : all_.profiles[person])
      people[entry.row] += weight * static_cast<double>(entry.weight);
  }
  for (const std::uint32_t person : touched) similarity_[person] = 0;
}

void PersonView::scale_lanes() {
  for (std::size_t lane = 0; lane < kPersonLanes; ++lane) {
    double squares = 0;
    for (const double score : lanes_of_[lane]) squares += score * score;
    scales_[lane] = squares > 0 ? std::sqrt(sold_ / squares) : 0;
  }
}

std::vector<std::uint32_t> PersonView::candidates(std::size_t per_lane) const {
  std::vector<std::uint32_t> found;
  for (const PastItem& past : past_.items()) found.push_back(past.item);
  const auto add = [&](PersonLane lane, std::size_t k) {
    add_best(lanes_of_[static_cast<std::size_t>(lane)], k, found);
  };
  for (const PersonLane lane : {PersonLane::factors, PersonLane::linear, PersonLane::recent_linear})
    add(lane, per_lane);
  for (const PersonLane lane : {PersonLane::next_basket, PersonLane::basket_linear}) add(lane, per_lane / 2);
  std::vector<double> recent(all_.items());
  for (std::size_t i = 0; i < recent.size(); ++i) recent[i] = all_.tables.counts[i].half_year;
  add_best(recent, kPopular, found);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

void PersonView::features(std::uint32_t item, std::span<float> out) const {
  const auto scaled = [&](PersonLane lane) {
    const auto number = static_cast<std::size_t>(lane);
    return static_cast<float>(scales_[number] * lanes_of_[number][item]);
  };
  const SeenLanes lanes{scaled(PersonLane::factors),       scaled(PersonLane::linear),
                        scaled(PersonLane::recent_linear), scaled(PersonLane::cooccurrence),
                        scaled(PersonLane::basket_linear), scaled(PersonLane::next_basket)};
  write_features(past_, past_.find(item), {numbers_[item], all_.tables.counts[item].log_interval}, lanes,
                 out);
}

double PersonView::times_bought(std::uint32_t item) const {
  const PastItem* past = past_.find(item);
  return past == nullptr ? 0 : past->times;
}

double PersonView::recent_times_bought(std::uint32_t item) const {
  const PastItem* past = past_.find(item);
  return past == nullptr ? 0 : past->decayed_slow;
}

}  // namespace suggestd::model
