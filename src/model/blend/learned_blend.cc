#include "model/blend/learned_blend.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/parallel.h"

namespace suggestd::model {
namespace {

constexpr std::size_t kChoosers = 4'000;  // enough choices; memory and time grow with their number
constexpr std::size_t kFitPerLane = 60;   // candidates
constexpr std::size_t kRankPerLane = 200;
constexpr std::size_t kGrain = 8;  // people
constexpr std::size_t kProofLength = 10;

// T: the latest day at or after which kChoosers people, or a third of those with two baskets, have their last
// basket.
double cut_day(std::span<const BasketHistory> people) {
  std::vector<double> last_days;
  for (const BasketHistory& history : people) {
    if (history.size() > 1) last_days.push_back(history.back().day);
  }
  if (last_days.empty()) return std::numeric_limits<double>::infinity();
  const std::size_t wanted = std::min(kChoosers, last_days.size() / 3);
  std::nth_element(last_days.begin(), last_days.begin() + static_cast<std::ptrdiff_t>(wanted),
                   last_days.end(), std::greater<>());
  return last_days[wanted];
}

struct Cut {
  std::vector<BasketHistory> before;
  std::vector<std::uint32_t> choosers;      // people with baskets on both sides
  std::vector<const DatedBasket*> choices;  // beside choosers: the first basket after
};

Cut cut_at(std::span<const BasketHistory> people, double day) {
  Cut cut;
  for (std::uint32_t person = 0; person < people.size(); ++person) {
    const BasketHistory& history = people[person];
    const auto after = std::find_if(history.begin(), history.end(),
                                    [day](const DatedBasket& basket) { return basket.day >= day; });
    cut.before.emplace_back(history.begin(), after);
    if (after == history.begin() || after == history.end()) continue;
    cut.choosers.push_back(person);
    cut.choices.push_back(&*after);
  }
  return cut;
}

// Leaves `most` choosers, evenly spread over the log, so that its order leaves out no kind of person.
void thin_out(Cut& cut, std::size_t most) {
  const std::size_t count = cut.choosers.size();
  if (count <= most) return;
  for (std::size_t i = 0; i < most; ++i) {
    cut.choosers[i] = cut.choosers[i * count / most];
    cut.choices[i] = cut.choices[i * count / most];
  }
  cut.choosers.resize(most);
  cut.choices.resize(most);
}

Occasion occasion_of(PersonView& view, const DatedBasket& choice) {
  const std::size_t width = blend_features().size();
  const std::vector<std::uint32_t> candidates = view.candidates(kFitPerLane);
  Occasion occasion;
  occasion.features.resize(candidates.size() * width);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    view.features(candidates[i], std::span(occasion.features).subspan(i * width, width));
    const bool chosen =
        std::find(choice.items.begin(), choice.items.end(), candidates[i]) != choice.items.end();
    occasion.chosen.push_back(chosen ? 1 : 0);
  }
  return occasion;
}

void hide(BlendPart part, Occasion& occasion) {
  const std::size_t width = blend_features().size();
  for (std::size_t feature = 0; feature < width; ++feature) {
    if (blend_features()[feature].part != part) continue;
    for (std::size_t at = feature; at < occasion.features.size(); at += width) occasion.features[at] = 0;
  }
}

// The occasion with only the candidates that the person never bought.
Occasion only_fresh(const Occasion& occasion) {
  const std::size_t width = blend_features().size();
  Occasion fresh;
  for (std::size_t i = 0; i < occasion.chosen.size(); ++i) {
    const auto row = occasion.features.begin() + static_cast<std::ptrdiff_t>(i * width);
    if (is_bought(std::span(&*row, width))) continue;
    fresh.features.insert(fresh.features.end(), row, row + static_cast<std::ptrdiff_t>(width));
    fresh.chosen.push_back(occasion.chosen[i]);
  }
  return fresh;
}

double gain_at(std::size_t place) { return 1 / std::log2(static_cast<double>(place) + 2); }

// Mean NDCG of the first kProofLength over the occasions where something was chosen.
template <class Score>
double mean_ndcg(const std::vector<Occasion>& occasions, const Score& score) {
  const std::size_t width = blend_features().size();
  double sum = 0;
  double count = 0;
  std::vector<std::pair<double, std::size_t>> order;
  for (const Occasion& occasion : occasions) {
    const auto chosen =
        static_cast<std::size_t>(std::count(occasion.chosen.begin(), occasion.chosen.end(), 1));
    if (chosen == 0) continue;
    order.clear();
    for (std::size_t i = 0; i < occasion.chosen.size(); ++i)
      order.emplace_back(-score(std::span(occasion.features).subspan(i * width, width)), i);
    const std::size_t length = std::min(kProofLength, order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(length), order.end());
    double gain = 0;
    double ideal = 0;
    for (std::size_t place = 0; place < length; ++place) {
      if (occasion.chosen[order[place].second] != 0) gain += gain_at(place);
      if (place < chosen) ideal += gain_at(place);
    }
    sum += gain / ideal;
    count += 1;
  }
  return count > 0 ? sum / count : 0;
}

std::array<double, kBlendParts> reach_of(const ChoiceWeights& weights,
                                         const std::vector<Occasion>& occasions) {
  const std::size_t width = blend_features().size();
  std::array<double, kBlendParts> reach{};
  double count = 0;
  for (const Occasion& occasion : occasions) {
    if (occasion.chosen.empty()) continue;
    const auto candidates = static_cast<double>(occasion.chosen.size());
    std::array<double, kBlendParts> sums{};
    std::array<double, kBlendParts> squares{};
    for (std::size_t i = 0; i < occasion.chosen.size(); ++i) {
      const BlendParts parts = parts_of(weights, std::span(occasion.features).subspan(i * width, width));
      for (std::size_t part = 0; part < kBlendParts; ++part) {
        sums[part] += parts[part];
        squares[part] += parts[part] * parts[part];
      }
    }
    for (std::size_t part = 0; part < kBlendParts; ++part) {
      const double mean = sums[part] / candidates;
      reach[part] += std::sqrt(std::max(0.0, squares[part] / candidates - mean * mean));
    }
    count += 1;
  }
  for (double& one : reach) one /= std::max(1.0, count);
  return reach;
}

// Fits on two of three occasions and tries the weights on the third, then fits on all. Empty if the fixed sum
// ranks better.
ChoiceWeights proven_weights(const std::vector<Occasion>& occasions, const BlendOptions& options,
                             std::size_t threads, BlendProof& proof) {
  const std::size_t width = blend_features().size();
  std::vector<Occasion> aside;
  std::vector<Occasion> rest;
  for (std::size_t i = 0; i < occasions.size(); ++i) (i % 3 == 0 ? aside : rest).push_back(occasions[i]);
  const ChoiceWeights tried = fit_choices(rest, width, options.choices, threads);
  if (tried.empty()) return {};
  proof.blend = mean_ndcg(aside, [&](std::span<const float> features) { return tried.score(features); });
  proof.fixed_sum =
      mean_ndcg(aside, [&](std::span<const float> features) { return fixed_sum(options.instead, features); });
  if (proof.blend < proof.fixed_sum) return {};
  ChoiceWeights weights = fit_choices(occasions, width, options.choices, threads);
  proof.reach = reach_of(weights, occasions);
  return weights;
}

}  // namespace

std::optional<BlendChoices> fit_blend(std::span<const BasketHistory> people, std::size_t items,
                                      const BlendOptions& options, std::size_t threads,
                                      const std::stop_token& stop) {
  const double day = cut_day(people);
  Cut cut = cut_at(people, day);
  if (cut.choosers.size() < options.fewest_choosers) return std::nullopt;
  thin_out(cut, kChoosers);
  const BasketLanes lanes = BasketLanes::learn(cut.before, items, day, options.lanes, threads, stop);
  if (stop.stop_requested()) return std::nullopt;
  std::vector<Occasion> occasions(cut.choosers.size());
  std::vector<std::unique_ptr<PersonView>> views(threads);
  parallel_for(occasions.size(), kGrain, threads, [&](const Chunk& chunk) {
    std::unique_ptr<PersonView>& view = views[chunk.worker];
    if (view == nullptr) view = std::make_unique<PersonView>(lanes);
    for (std::size_t i = chunk.begin; i < chunk.end; ++i) {
      view->look(cut.before[cut.choosers[i]], cut.choices[i]->day);
      occasions[i] = occasion_of(*view, *cut.choices[i]);
      if (options.without) hide(*options.without, occasions[i]);
    }
  });
  if (stop.stop_requested()) return std::nullopt;
  BlendChoices choices;
  choices.occasions = occasions.size();
  choices.all = proven_weights(occasions, options, threads, choices.all_proof);
  for (Occasion& occasion : occasions) occasion = only_fresh(occasion);
  choices.fresh = proven_weights(occasions, options, threads, choices.fresh_proof);
  if (choices.all.empty() && choices.fresh.empty()) return std::nullopt;
  return choices;
}

std::optional<LearnedBlend> learn_blend(std::span<const BasketHistory> people, std::size_t items, double now,
                                        const BlendOptions& options, std::size_t threads) {
  std::optional<BlendChoices> choices = fit_blend(people, items, options, threads);
  if (!choices || choices->all.empty()) return std::nullopt;
  return LearnedBlend{BasketLanes::learn(people, items, now, options.lanes, threads), std::move(*choices)};
}

BlendParts parts_of(const ChoiceWeights& weights, std::span<const float> features) {
  BlendParts parts{};
  for (std::size_t f = 0; f < features.size(); ++f)
    parts[static_cast<std::size_t>(blend_features()[f].part)] += weights.share(f, features[f]);
  return parts;
}

BlendRanker::BlendRanker(const LearnedBlend& blend)
    : blend_(blend), view_(blend.lanes), features_(blend_features().size()) {}

std::vector<BlendHit> BlendRanker::top(const BasketHistory& history, double now, std::uint32_t self,
                                       std::size_t k) {
  view_.look(history, now);
  view_.look_at_people(history, self);
  std::vector<BlendHit> hits;
  for (const std::uint32_t item : view_.candidates(kRankPerLane)) {
    view_.features(item, features_);
    hits.push_back({item, blend_.choices.all.score(features_)});
  }
  const std::size_t count = std::min(k, hits.size());
  std::partial_sort(hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(count), hits.end(),
                    [](const BlendHit& a, const BlendHit& b) {
                      return a.score != b.score ? a.score > b.score : a.item < b.item;
                    });
  hits.resize(count);
  return hits;
}

BlendParts BlendRanker::parts(std::uint32_t item) {
  view_.features(item, features_);
  return parts_of(blend_.choices.all, features_);
}

}  // namespace suggestd::model
