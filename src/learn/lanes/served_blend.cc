#include "learn/lanes/served_blend.h"

#include <utility>
#include <vector>

#include "learn/snapshot.h"

namespace suggestd::learn {

double blend_day(Timestamp at) {
  return std::chrono::duration<double, std::ratio<86400>>(at.time_since_epoch()).count();
}

model::BasketHistory basket_history(const History& history) {
  model::BasketHistory baskets;
  baskets.reserve(history.baskets.size());
  for (const Basket& basket : history.baskets) {
    model::DatedBasket dated{blend_day(basket.at), {}};
    dated.items.reserve(basket.line_count);
    for (const BasketLine& line : history.lines_of(basket)) dated.items.push_back(index(line.product));
    baskets.push_back(std::move(dated));
  }
  return baskets;
}

std::shared_ptr<const ServedBlend> fit_served_blend(const Snapshot& snapshot, std::size_t threads,
                                                    const std::stop_token& stop) {
  auto blend = std::make_shared<ServedBlend>();
  blend->forgotten = snapshot.forgotten;
  std::vector<model::BasketHistory> people;
  for (std::size_t row = 0; row < snapshot.people.size(); ++row) {
    const PersonState* person = snapshot.person(static_cast<UserRow>(row));
    if (person == nullptr) continue;
    if (person->same_as != kNoUser || !person->profiling || person->history.baskets.empty()) continue;
    people.push_back(basket_history(person->history));
    blend->baskets += people.back().size();
  }
  model::BlendOptions options;
  const NeighbourOptions& neighbours = snapshot.options.neighbours;
  options.lanes = {snapshot.options.factors, neighbours.cooccurrence, neighbours.sparse_linear};
  const std::size_t products = snapshot.products.size();
  std::optional<model::BlendChoices> choices = model::fit_blend(people, products, options, threads, stop);
  if (stop.stop_requested()) return nullptr;
  if (!choices) return blend;
  blend->choices = std::move(*choices);
  blend->tables = model::BasketTables::learn(people, products, blend_day(snapshot.clock),
                                             neighbours.cooccurrence, neighbours.sparse_linear, threads);
  return stop.stop_requested() ? nullptr : blend;
}

}  // namespace suggestd::learn
