#include "model/blend_features.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <set>

#include "model/dense_kernels.h"

namespace suggestd::model {
namespace {

constexpr double kUsualPace = 7;       // days, where a person has shown none
constexpr double kRecentDecay = 0.85;  // per basket since
constexpr double kLeastWeight = 0.1;   // of a past product in the basket lane
constexpr std::size_t kNearest = 200;  // people
constexpr std::size_t kPopular = 50;   // candidates by recent purchases

constexpr BlendFeature kFeatures[] = {
    {"bought before", BlendPart::history},
    {"times, slow decay", BlendPart::history},
    {"times, decay", BlendPart::history},
    {"times, fast decay", BlendPart::history},
    {"log times, slow decay", BlendPart::history},
    {"log times, decay", BlendPart::history},
    {"log times, fast decay", BlendPart::history},
    {"share of baskets", BlendPart::history},
    {"log share of baskets", BlendPart::history},
    {"log times", BlendPart::history},
    {"more than once", BlendPart::history},
    {"log times in a quarter", BlendPart::history},
    {"log baskets since", BlendPart::history},
    {"in the last basket", BlendPart::history},
    {"bought, log baskets", BlendPart::history},
    {"bought, log basket size", BlendPart::history},
    {"log age in paces", BlendPart::rhythm},
    {"age to own interval", BlendPart::rhythm},
    {"age to own interval, squared", BlendPart::rhythm},
    {"age to product's interval", BlendPart::rhythm},
    {"age to product's interval, squared", BlendPart::rhythm},
    {"product's return", BlendPart::return_rate},
    {"bought, product's return", BlendPart::return_rate},
    {"bought, person's return", BlendPart::return_rate},
    {"product's by person's return", BlendPart::return_rate},
    {"log buyers", BlendPart::popularity},
    {"bought, log buyers", BlendPart::popularity},
    {"log purchases, month", BlendPart::popularity},
    {"log purchases, half year", BlendPart::popularity},
    {"bought, trend", BlendPart::popularity},
    {"log buyers by log baskets", BlendPart::popularity},
    {"factors", BlendPart::factors},
    {"log factors", BlendPart::factors},
    {"bought, log factors", BlendPart::factors},
    {"linear", BlendPart::linear},
    {"log linear", BlendPart::linear},
    {"recent linear", BlendPart::linear},
    {"log recent linear", BlendPart::linear},
    {"last basket linear", BlendPart::linear},
    {"log last basket linear", BlendPart::linear},
    {"bought, log linear", BlendPart::linear},
    {"log linear by log baskets", BlendPart::linear},
    {"co-occurrence", BlendPart::cooccurrence},
    {"log co-occurrence", BlendPart::cooccurrence},
    {"recent co-occurrence", BlendPart::cooccurrence},
    {"log recent co-occurrence", BlendPart::cooccurrence},
    {"basket co-occurrence", BlendPart::basket},
    {"log basket co-occurrence", BlendPart::basket},
    {"basket linear", BlendPart::basket},
    {"log basket linear", BlendPart::basket},
    {"next basket", BlendPart::next_basket},
    {"log next basket", BlendPart::next_basket},
    {"people", BlendPart::people},
    {"log people", BlendPart::people},
    {"bought, log people", BlendPart::people},
    {"log people by log baskets", BlendPart::people},
};

double log_plus(double x) { return std::log1p(std::max(0.0, x)); }
double logit(double p) { return std::log(p / (1 - p)); }

// The indices of the `k` largest above zero are added.
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

// Fills a row of features from left to right.
class Writer {
 public:
  explicit Writer(std::span<float> out) : out_(out) {}
  void operator()(double value) { out_[next_++] = static_cast<float>(value); }
  void both(double value) {
    (*this)(value);
    (*this)(log_plus(value));
  }
  std::size_t count() const { return next_; }

 private:
  std::span<float> out_;
  std::size_t next_ = 0;
};

}  // namespace

std::string_view blend_part_name(BlendPart part) {
  constexpr std::string_view kNames[] = {"history", "rhythm",       "return rate", "popularity",  "factors",
                                         "linear",  "cooccurrence", "basket",      "next basket", "people"};
  return kNames[static_cast<std::size_t>(part)];
}

std::span<const BlendFeature> blend_features() { return kFeatures; }

PersonView::PersonView(const BasketLanes& lanes)
    : all_(lanes),
      unobserved_(lanes.gram, lanes.weights.unobserved),
      solver_(lanes.gram.dim()),
      past_(lanes.items()),
      similarity_(lanes.people(), 0.0F),
      vector_(lanes.gram.dim(), 0.0F) {
  for (std::vector<double>& scores : lanes_of_) scores.resize(lanes.items(), 0.0);
}

void PersonView::look(const BasketHistory& history, double now, std::uint32_t self) {
  assert(!history.empty());
  forget();
  history_ = &history;
  now_ = now;
  read_history();
  sum_rows();
  fold_in_factors();
  find_people(self);
  scale_lanes();
}

void PersonView::forget() {
  for (const std::uint32_t item : bought_) past_[item] = {};
  bought_.clear();
  for (std::vector<double>& scores : lanes_of_) std::fill(scores.begin(), scores.end(), 0.0);
}

void PersonView::read_history() {
  double purchases = 0;
  double repeats = 0;
  const std::size_t baskets = history_->size();
  for (std::size_t b = 0; b < baskets; ++b) {
    const DatedBasket& basket = (*history_)[b];
    const auto since = static_cast<double>(baskets - 1 - b);
    for (const std::uint32_t item : basket.items) {
      Past& past = past_[item];
      if (past.times > 0) {
        past.intervals += std::max(0.0, basket.day - past.last_day);
        repeats += 1;
      } else {
        bought_.push_back(item);
      }
      purchases += 1;
      past.times += 1;
      past.decayed_slow += std::pow(0.9, since);
      past.decayed += std::pow(0.7, since);
      past.decayed_fast += std::pow(0.4, since);
      past.decayed_quarter += std::exp2((basket.day - now_) / 90);
      past.baskets_since = since;
      past.last_day = basket.day;
    }
  }
  std::sort(bought_.begin(), bought_.end());
  const auto count = static_cast<double>(baskets);
  const double span = std::max(0.0, now_ - history_->front().day);
  pace_ = (span + kUsualPace) / (count + 1);
  basket_size_ = purchases / count;
  return_logit_ = logit((repeats + 1) / (purchases + 4));
}

void PersonView::sum_rows() {
  for (const std::uint32_t item : bought_) {
    const double since = past_[item].baskets_since;
    const double recent = std::pow(kRecentDecay, since);
    for (const Neighbour& neighbour : all_.neighbours[item]) {
      const auto weight = static_cast<double>(neighbour.weight);
      scores(PersonLane::cooccurrence)[neighbour.item] += weight;
      scores(PersonLane::recent_cooccurrence)[neighbour.item] += recent * weight;
    }
    for (const Neighbour& neighbour : all_.predicted[item]) {
      const auto weight = static_cast<double>(neighbour.weight);
      scores(PersonLane::linear)[neighbour.item] += weight;
      scores(PersonLane::recent_linear)[neighbour.item] += recent * weight;
      if (since == 0) scores(PersonLane::last_linear)[neighbour.item] += weight;
    }
    if (recent > kLeastWeight)
      add_row(all_.basket_predicted[item], recent, scores(PersonLane::basket_linear));
    if (since > 0) continue;
    add_row(all_.basket_neighbours[item], 1, scores(PersonLane::basket_cooccurrence));
    add_row(all_.next[item], 1, scores(PersonLane::next_basket));
  }
}

void PersonView::fold_in_factors() {
  std::vector<const float*> vectors;
  std::vector<float> confidences;
  double observed = 0;
  for (const ConfidentItem& entry : confident_items(*history_, now_)) {
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
void PersonView::find_people(std::uint32_t self) {
  std::vector<std::uint32_t> near;
  for (const ProfileEntry& mine : profile_of(*history_)) {
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
    scales_[lane] = squares > 0 ? std::sqrt(static_cast<double>(all_.items()) / squares) : 0;
  }
}

std::vector<std::uint32_t> PersonView::candidates(std::size_t per_lane) const {
  std::vector<std::uint32_t> found = bought_;
  const auto add = [&](PersonLane lane, std::size_t k) {
    add_best(lanes_of_[static_cast<std::size_t>(lane)], k, found);
  };
  for (const PersonLane lane :
       {PersonLane::factors, PersonLane::linear, PersonLane::recent_linear, PersonLane::people})
    add(lane, per_lane);
  for (const PersonLane lane : {PersonLane::next_basket, PersonLane::basket_cooccurrence})
    add(lane, per_lane / 2);
  std::vector<double> recent(all_.items());
  for (std::size_t i = 0; i < recent.size(); ++i) recent[i] = all_.counts[i].half_year;
  add_best(recent, kPopular, found);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

void PersonView::features(std::uint32_t item, std::span<float> out) const {
  const Past& past = past_[item];
  const ItemCounts& counts = all_.counts[item];
  const double bought = past.times > 0 ? 1 : 0;
  const auto baskets = static_cast<double>(history_->size());
  const auto scaled = [&](PersonLane lane) {
    return scales_[static_cast<std::size_t>(lane)] * lanes_of_[static_cast<std::size_t>(lane)][item];
  };
  Writer write(out);

  write(bought);
  write(past.decayed_slow);
  write(past.decayed);
  write(past.decayed_fast);
  write(log_plus(past.decayed_slow));
  write(log_plus(past.decayed));
  write(log_plus(10 * past.decayed_fast));
  write(past.times / baskets);
  write(log_plus(10 * past.times / baskets));
  write(log_plus(past.times));
  write(past.times > 1 ? 1 : 0);
  write(log_plus(10 * past.decayed_quarter));
  write(bought * log_plus(past.baskets_since));
  write(bought > 0 && past.baskets_since == 0 ? 1 : 0);
  write(bought * std::log(baskets));
  write(bought * std::log(basket_size_));

  const double age = std::max(0.0, now_ - past.last_day);
  const double interval = (past.intervals + pace_) / std::max(1.0, past.times);
  const double own = past.times > 1 ? std::log((age + 0.1) / (interval + 0.1)) : 0;
  const double common = bought * (log_plus(age) - counts.log_interval);
  write(bought * log_plus(age / pace_));
  write(own);
  write(own * own);
  write(common);
  write(common * common);

  const double returns = logit(counts.repeat_share);
  write(returns);
  write(bought * returns);
  write(bought * return_logit_);
  write(returns * return_logit_);

  const double buyers = log_plus(counts.buyers);
  const double month = std::log(counts.month + 0.5);
  const double half_year = log_plus(counts.half_year);
  write(buyers);
  write(bought * buyers);
  write(month);
  write(half_year);
  write(bought * (month - half_year));
  write(buyers * std::log(baskets));

  const double factors = scaled(PersonLane::factors);
  write.both(factors);
  write(bought * log_plus(factors));
  const double linear = scaled(PersonLane::linear);
  write.both(linear);
  write.both(scaled(PersonLane::recent_linear));
  write.both(scaled(PersonLane::last_linear));
  write(bought * log_plus(linear));
  write(log_plus(linear) * std::log(baskets));
  write.both(scaled(PersonLane::cooccurrence));
  write.both(scaled(PersonLane::recent_cooccurrence));
  write.both(scaled(PersonLane::basket_cooccurrence));
  write.both(scaled(PersonLane::basket_linear));
  write.both(scaled(PersonLane::next_basket));
  const double people = scaled(PersonLane::people);
  write.both(people);
  write(bought * log_plus(people));
  write(log_plus(people) * std::log(baskets));
  assert(write.count() == std::size(kFeatures));
}

}  // namespace suggestd::model
