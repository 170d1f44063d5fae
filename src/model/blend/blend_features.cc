#include "model/blend/blend_features.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>

#include "model/blend/fast_log.h"

namespace suggestd::model {
namespace {

// The features by number; the table below has the same order.
enum Feature : std::size_t {
  bought_before,
  times_slow,
  times_decayed,
  times_fast,
  log_slow,
  log_decayed,
  log_fast,
  basket_share,
  log_basket_share,
  log_times,
  more_than_once,
  log_quarter,
  log_since,
  in_last_basket,
  bought_log_baskets,
  bought_log_size,
  age_in_paces,
  age_to_own,
  age_to_own_squared,
  age_to_product,
  age_to_product_squared,
  returns,
  bought_returns,
  bought_person_returns,
  returns_both,
  log_buyers,
  bought_log_buyers,
  log_month,
  log_half_year,
  bought_trend,
  buyers_log_baskets,
  factors,
  bought_log_factors,
  linear,
  log_linear,
  recent_linear,
  log_recent_linear,
  bought_log_linear,
  log_linear_log_baskets,
  cooccurrence,
  log_cooccurrence,
  basket_linear,
  log_basket_linear,
  next_basket,
  log_next_basket,
  feature_count,
};

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
    {"bought, log factors", BlendPart::factors},
    {"linear", BlendPart::linear},
    {"log linear", BlendPart::linear},
    {"recent linear", BlendPart::linear},
    {"log recent linear", BlendPart::linear},
    {"bought, log linear", BlendPart::linear},
    {"log linear by log baskets", BlendPart::linear},
    {"co-occurrence", BlendPart::cooccurrence},
    {"log co-occurrence", BlendPart::cooccurrence},
    {"basket linear", BlendPart::basket},
    {"log basket linear", BlendPart::basket},
    {"next basket", BlendPart::next_basket},
    {"log next basket", BlendPart::next_basket},
};
static_assert(std::size(kFeatures) == feature_count);

double log_plus_of(double x) { return std::log1p(std::max(0.0, x)); }
double logit(double p) { return std::log(p / (1 - p)); }

class Row {
 public:
  explicit Row(std::span<float> out) : out_(out) { std::fill(out.begin(), out.end(), 0.0F); }
  void set(Feature feature, double value) { out_[feature] = static_cast<float>(value); }
  void set(Feature plain, Feature log, float value) {
    out_[plain] = value;
    out_[log] = log_plus(value);
  }

 private:
  std::span<float> out_;
};

void write_history(const PersonPast& person, const PastItem& past, Row& row) {
  const double share = past.times / person.baskets();
  row.set(bought_before, 1);
  row.set(times_slow, past.decayed_slow);
  row.set(times_decayed, past.decayed);
  row.set(times_fast, past.decayed_fast);
  row.set(log_slow, log_plus_of(past.decayed_slow));
  row.set(log_decayed, log_plus_of(past.decayed));
  row.set(log_fast, log_plus_of(10 * past.decayed_fast));
  row.set(basket_share, share);
  row.set(log_basket_share, log_plus_of(10 * share));
  row.set(log_times, log_plus_of(past.times));
  row.set(more_than_once, past.times > 1 ? 1 : 0);
  row.set(log_quarter, log_plus_of(10 * past.decayed_quarter));
  row.set(log_since, log_plus_of(past.baskets_since));
  row.set(in_last_basket, past.baskets_since == 0 ? 1 : 0);
  row.set(bought_log_baskets, std::log(person.baskets()));
  row.set(bought_log_size, std::log(person.basket_size()));
}

void write_rhythm(const PersonPast& person, const PastItem& past, const SeenItem& item, Row& row) {
  const double age = std::max(0.0, person.now() - past.last_day);
  const double interval = (past.intervals + person.pace()) / std::max(1.0, past.times);
  const double own = past.times > 1 ? std::log((age + 0.1) / (interval + 0.1)) : 0;
  const double common = log_plus_of(age) - item.log_interval;
  row.set(age_in_paces, log_plus_of(age / person.pace()));
  row.set(age_to_own, own);
  row.set(age_to_own_squared, own * own);
  row.set(age_to_product, common);
  row.set(age_to_product_squared, common * common);
}

}  // namespace

std::string_view blend_part_name(BlendPart part) {
  constexpr std::string_view kNames[] = {"history", "rhythm",       "return rate", "popularity", "factors",
                                         "linear",  "cooccurrence", "basket",      "next basket"};
  static_assert(std::size(kNames) == kBlendParts);
  return kNames[static_cast<std::size_t>(part)];
}

std::span<const BlendFeature> blend_features() { return kFeatures; }

ItemNumbers item_numbers(const ItemCounts& counts) {
  return {static_cast<float>(logit(counts.repeat_share)), static_cast<float>(log_plus_of(counts.buyers)),
          static_cast<float>(std::log(counts.month + 0.5)),
          static_cast<float>(log_plus_of(counts.half_year))};
}

void write_features(const PersonPast& person, const PastItem* past, const SeenItem& item,
                    const SeenLanes& lanes, std::span<float> out) {
  assert(out.size() == feature_count);
  Row row(out);
  const auto [return_rate, buyers, month, half_year] = item.numbers;
  const double log_baskets = std::log(person.baskets());
  const float seen_linear = log_plus(lanes.linear);
  row.set(returns, static_cast<double>(return_rate));
  row.set(returns_both, static_cast<double>(return_rate) * person.return_logit());
  row.set(log_buyers, static_cast<double>(buyers));
  row.set(buyers_log_baskets, static_cast<double>(buyers) * log_baskets);
  row.set(log_month, static_cast<double>(month));
  row.set(log_half_year, static_cast<double>(half_year));
  row.set(factors, static_cast<double>(lanes.factors));
  row.set(linear, log_linear, lanes.linear);
  row.set(recent_linear, log_recent_linear, lanes.recent_linear);
  row.set(log_linear_log_baskets, static_cast<double>(seen_linear) * log_baskets);
  row.set(cooccurrence, log_cooccurrence, lanes.cooccurrence);
  row.set(basket_linear, log_basket_linear, lanes.basket_linear);
  row.set(next_basket, log_next_basket, lanes.next_basket);
  if (past == nullptr) return;
  write_history(person, *past, row);
  write_rhythm(person, *past, item, row);
  row.set(bought_returns, static_cast<double>(return_rate));
  row.set(bought_person_returns, person.return_logit());
  row.set(bought_log_buyers, static_cast<double>(buyers));
  row.set(bought_trend, static_cast<double>(month - half_year));
  row.set(bought_log_factors, static_cast<double>(log_plus(lanes.factors)));
  row.set(bought_log_linear, static_cast<double>(seen_linear));
}

bool is_bought(std::span<const float> features) { return features[bought_before] > 0; }

double fixed_sum(const LaneSum& sum, std::span<const float> features) {
  return sum.factors * static_cast<double>(features[factors]) +
         sum.cooccurrence * static_cast<double>(features[cooccurrence]) +
         sum.linear * static_cast<double>(features[linear]);
}

NewItemWeights::NewItemWeights(const ChoiceWeights& weights, const PersonPast& person) {
  const auto& w = weights.weights;
  assert(w.size() == feature_count);
  double sum = 0;
  for (std::size_t f = 0; f < feature_count; ++f) sum -= w[f] * weights.means[f];
  constant = static_cast<float>(sum);
  const double log_baskets = std::log(person.baskets());
  numbers = {static_cast<float>(w[returns] + w[returns_both] * person.return_logit()),
             static_cast<float>(w[log_buyers] + w[buyers_log_baskets] * log_baskets),
             static_cast<float>(w[log_month]), static_cast<float>(w[log_half_year])};
  factors = static_cast<float>(w[Feature::factors]);
  const auto lane = [&w](Feature plain, Feature log) {
    return Lane{static_cast<float>(w[plain]), static_cast<float>(w[log])};
  };
  linear = lane(Feature::linear, log_linear);
  linear.log += static_cast<float>(w[log_linear_log_baskets] * log_baskets);
  recent_linear = lane(Feature::recent_linear, log_recent_linear);
  cooccurrence = lane(Feature::cooccurrence, log_cooccurrence);
  basket_linear = lane(Feature::basket_linear, log_basket_linear);
  next_basket = lane(Feature::next_basket, log_next_basket);
}

}  // namespace suggestd::model
