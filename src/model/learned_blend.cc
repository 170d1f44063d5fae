#include "model/learned_blend.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/parallel.h"

namespace suggestd::model {
namespace {

constexpr std::size_t kChoosers = 4'000;  // choices enough: memory and time grow with them
constexpr std::size_t kFitPerLane = 60;   // candidates
constexpr std::size_t kRankPerLane = 200;
constexpr std::size_t kGrain = 8;  // people

// T: so many people's last baskets that have one before them lie at or after it.
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

// Evenly spread, so that no kind of person is left out by the order of the log.
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

}  // namespace

std::optional<ChoiceWeights> fit_blend(std::span<const BasketHistory> people, std::size_t items,
                                       const BlendOptions& options, std::size_t threads) {
  const double day = cut_day(people);
  Cut cut = cut_at(people, day);
  if (cut.choosers.size() < options.fewest_choosers) return std::nullopt;
  thin_out(cut, kChoosers);
  const BasketLanes lanes = BasketLanes::learn(cut.before, items, day, options.lanes, threads);
  std::vector<Occasion> occasions(cut.choosers.size());
  std::vector<std::unique_ptr<PersonView>> views(threads);
  parallel_for(occasions.size(), kGrain, threads, [&](const Chunk& chunk) {
    std::unique_ptr<PersonView>& view = views[chunk.worker];
    if (view == nullptr) view = std::make_unique<PersonView>(lanes);
    for (std::size_t i = chunk.begin; i < chunk.end; ++i) {
      const std::uint32_t person = cut.choosers[i];
      view->look(cut.before[person], cut.choices[i]->day, person);
      occasions[i] = occasion_of(*view, *cut.choices[i]);
    }
  });
  ChoiceWeights weights = fit_choices(occasions, blend_features().size(), options.choices, threads);
  if (weights.empty()) return std::nullopt;
  return weights;
}

std::optional<LearnedBlend> learn_blend(std::span<const BasketHistory> people, std::size_t items, double now,
                                        const BlendOptions& options, std::size_t threads) {
  std::optional<ChoiceWeights> weights = fit_blend(people, items, options, threads);
  if (!weights) return std::nullopt;
  return LearnedBlend{BasketLanes::learn(people, items, now, options.lanes, threads), std::move(*weights)};
}

BlendRanker::BlendRanker(const LearnedBlend& blend)
    : blend_(blend), view_(blend.lanes), features_(blend_features().size()) {}

std::vector<BlendHit> BlendRanker::top(const BasketHistory& history, double now, std::uint32_t self,
                                       std::size_t k) {
  view_.look(history, now, self);
  std::vector<BlendHit> hits;
  for (const std::uint32_t item : view_.candidates(kRankPerLane)) {
    view_.features(item, features_);
    hits.push_back({item, blend_.weights.score(features_)});
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
  BlendParts parts{};
  for (std::size_t f = 0; f < features_.size(); ++f)
    parts[static_cast<std::size_t>(blend_features()[f].part)] += blend_.weights.share(f, features_[f]);
  return parts;
}

}  // namespace suggestd::model
