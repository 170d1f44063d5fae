#include "evaluate/single_scores.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace suggestd::evaluate {
namespace {

using model::PersonLane;
using model::PersonView;

constexpr double kPeopleShare = 0.7;

ItemScore lane(PersonLane which) {
  return [which](const PersonView& view, std::uint32_t item) { return view.lane(which, item); };
}

}  // namespace

std::vector<NamedScore> single_scores(const model::BasketLanes& lanes) {
  // Below any difference of one purchase, so that it only breaks ties.
  const auto tie_break = [&lanes](std::uint32_t item) { return 1e-9 * lanes.tables.counts[item].purchases; };
  const auto popularity = [&lanes](const PersonView&, std::uint32_t item) {
    return lanes.tables.counts[item].purchases;
  };
  const auto frequency = [](const PersonView& view, std::uint32_t item) { return view.times_bought(item); };
  const auto with_ties = [tie_break](const PersonView& view, std::uint32_t item) {
    return view.times_bought(item) + tie_break(item);
  };
  const auto history = [tie_break](const PersonView& view, std::uint32_t item) {
    return view.recent_times_bought(item) + tie_break(item);
  };
  const auto tifu = [](const PersonView& view, std::uint32_t item) {
    const double own = view.recent_times_bought(item) / static_cast<double>(view.baskets());
    return kPeopleShare * view.lane(PersonLane::people, item) + (1 - kPeopleShare) * own;
  };
  return {{"popularity", popularity},
          {"frequency", frequency},
          {"frequency+pop", with_ties},
          {"history", history},
          {"tifu-knn", tifu},
          {"factors", lane(PersonLane::factors)},
          {"slim", lane(PersonLane::linear)},
          {"cooccurrence", lane(PersonLane::cooccurrence)},
          {"basket", lane(PersonLane::basket_linear)},
          {"next basket", lane(PersonLane::next_basket)},
          {"people", lane(PersonLane::people)}};
}

std::vector<std::string> best_by(const ItemScore& score, const PersonView& view, const BasketPeople& data,
                                 std::size_t at) {
  std::vector<std::pair<double, std::uint32_t>> order;  // negative score, item: ascending is best first
  for (std::uint32_t item = 0; item < view.items(); ++item) {
    const double value = score(view, item);
    if (value > 0) order.emplace_back(-value, item);
  }
  const std::size_t count = std::min(at, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end());
  std::vector<std::string> list;
  for (std::size_t i = 0; i < count; ++i) list.push_back(data.product(order[i].second));
  return list;
}

}  // namespace suggestd::evaluate
