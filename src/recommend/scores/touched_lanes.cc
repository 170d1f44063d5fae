#include "recommend/scores/touched_lanes.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/prefetch.h"
#include "learn/lanes/served_blend.h"
#include "recommend/scores/marked_rows.h"

namespace suggestd::recommend {
namespace {

// Rows of the sparse lanes are prefetched this many rows before they are read.
constexpr std::size_t kRowsAhead = 2;
// Memory of this many lists is kept by a thread; a request that asks for several lists makes them at once.
constexpr std::size_t kMostSpare = 4;

// The touched products, none between two uses; and the place of each among them. One for each thread.
struct Scratch {
  MarkedRows<ProductRow> touched;
  std::vector<std::uint32_t> places;

  void note(std::span<const model::Neighbour> row) {
    for (const model::Neighbour& neighbour : row) touched.mark(neighbour.item);
  }
};

Scratch& scratch() {
  thread_local Scratch scratch;
  return scratch;
}

float recency(double baskets_since) {
  return static_cast<float>(std::pow(model::kRecentDecay, baskets_since));
}

// Eight sums side by side, so that an addition need not wait for the one before.
double sum_of_squares(std::span<const float> values) {
  std::array<double, 8> sums{};
  for (std::size_t i = 0; i < values.size(); ++i)
    sums[i % sums.size()] += static_cast<double>(values[i]) * static_cast<double>(values[i]);
  double sum = 0;
  for (const double part : sums) sum += part;
  return sum;
}

}  // namespace

TouchedLanes::Spare& TouchedLanes::spare() {
  thread_local Spare spare;
  return spare;
}

std::unique_ptr<TouchedLanes::Memory> TouchedLanes::take_memory() {
  if (spare().empty()) return std::make_unique<Memory>();
  std::unique_ptr<Memory> memory = std::move(spare().back());
  spare().pop_back();
  return memory;
}

TouchedLanes::TouchedLanes(const learn::Snapshot& snapshot, const Visitor& visitor,
                           const model::PersonPast& past)
    : snapshot_(snapshot), visitor_(visitor), blend_(*snapshot.blend), past_(past), memory_(take_memory()) {
  const std::vector<Source> sources = find_sources();
  touch(sources, snapshot.products.size());
  add_up(sources);
  divide(snapshot.vector_count);
}

TouchedLanes::~TouchedLanes() {
  if (spare().size() < kMostSpare) spare().push_back(std::move(memory_));
}

// Views and wishes count as sources too, each as much as a purchase.
std::vector<TouchedLanes::Source> TouchedLanes::find_sources() const {
  const std::vector<std::uint32_t>& columns = visitor_.learned().columns;
  snapshot_.expect_rows(columns);
  std::vector<Source> sources;
  sources.reserve(3 * columns.size() + 2 * past_.items().size());
  add_basket_sources(sources);
  for (const std::uint32_t column : columns) {
    const auto row = static_cast<ProductRow>(column);
    const model::PastItem* past = past_.find(column);
    const float recent = past == nullptr ? 1 : recency(past->baskets_since);
    sources.push_back({SparseLane::cooccurrence, column, 1, snapshot_.neighbours(row)});
    sources.push_back({SparseLane::linear, column, 1, snapshot_.predicted(row)});
    sources.push_back({SparseLane::recent_linear, column, recent, snapshot_.predicted(row)});
  }
  return sources;
}

// Adds the rows of the blend's tables: products of the same basket, for each past product that was bought
// recently enough; products of the next basket, for the products of the last basket.
void TouchedLanes::add_basket_sources(std::vector<Source>& sources) const {
  for (const model::PastItem& past : past_.items()) {
    if (past.item >= blend_.tables.linear.size()) continue;
    const float recent = recency(past.baskets_since);
    if (static_cast<double>(recent) > model::kLeastRecent) {
      sources.push_back({SparseLane::basket_linear, past.item, recent, blend_.tables.linear[past.item]});
    }
    if (past.baskets_since > 0) continue;
    sources.push_back({SparseLane::next_basket, past.item, 1, blend_.tables.next[past.item]});
  }
}

// Finds the touched products, so that add_up() need not ask of each whether it is new.
void TouchedLanes::touch(std::span<const Source> sources, std::size_t products) {
  Scratch& found = scratch();
  found.touched.grow(products);
  found.places.resize(std::max(found.places.size(), products));
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (i + kRowsAhead < sources.size()) prefetch(sources[i + kRowsAhead].row);
    if (sources[i].lane != SparseLane::recent_linear) found.note(sources[i].row);
  }
  for (const model::PastItem& past : past_.items()) found.touched.mark(past.item);  // scored in full
  std::vector<ProductRow>& rows = memory_->rows;
  found.touched.take(rows);
  for (std::uint32_t place = 0; place < rows.size(); ++place) found.places[index(rows[place])] = place;
}

void TouchedLanes::add_up(std::span<const Source> sources) {
  for (std::vector<float>& sums : memory_->lanes) sums.assign(memory_->rows.size(), 0.0F);
  memory_->bought.assign(memory_->rows.size(), 0);
  const std::vector<std::uint32_t>& place = scratch().places;
  for (const Source& source : sources) {
    float* const sums = memory_->lanes[static_cast<std::size_t>(source.lane)].data();
    for (const model::Neighbour& neighbour : source.row)
      sums[place[neighbour.item]] += source.weight * neighbour.weight;
  }
  for (const model::PastItem& past : past_.items()) memory_->bought[place[past.item]] = 1;
}

void TouchedLanes::divide(std::size_t vectors) {
  for (std::size_t i = 0; i < kSparseLanes; ++i) {
    const double squares = sum_of_squares(memory_->lanes[i]);
    scales_[i] = squares > 0 ? std::sqrt(static_cast<double>(vectors) / squares) : 0;
    for (float& sum : memory_->lanes[i]) sum *= static_cast<float>(scales_[i]);
  }
}

std::vector<LaneShare> TouchedLanes::shares_of(ProductRow row) const {
  std::vector<LaneShare> shares;
  for (const Source& source : find_sources()) {
    const auto speaks_for = [&](const model::Neighbour& one) { return one.item == index(row); };
    const auto found = std::find_if(source.row.begin(), source.row.end(), speaks_for);
    if (found == source.row.end()) continue;
    const double raw = static_cast<double>(source.weight) * static_cast<double>(found->weight);
    shares.push_back({source.lane, static_cast<ProductRow>(source.item), scale(source.lane) * raw});
  }
  return shares;
}

std::optional<std::size_t> TouchedLanes::find(ProductRow row) const {
  const auto found = std::lower_bound(rows().begin(), rows().end(), row);
  if (found == rows().end() || *found != row) return std::nullopt;
  return static_cast<std::size_t>(found - rows().begin());
}

model::SeenLanes TouchedLanes::seen(std::size_t place) const {
  const auto value = [&](SparseLane lane) { return of(lane)[place]; };
  return {0,
          value(SparseLane::linear),
          value(SparseLane::recent_linear),
          value(SparseLane::cooccurrence),
          value(SparseLane::basket_linear),
          value(SparseLane::next_basket)};
}

}  // namespace suggestd::recommend
