#include "evaluate/lane_table.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/parallel.h"
#include "lookup/bitmap.h"
#include "recommend/visitor.h"

namespace suggestd::evaluate {
namespace {

using recommend::FixedSumWeights;
using recommend::LaneParts;
using recommend::LaneScores;
using recommend::Visitor;

constexpr std::size_t kPerLane = 60;
constexpr std::size_t kGrain = 16;
constexpr FixedSumWeights kAlone[] = {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}};

// The candidates of a visitor. Leaves all lanes of `scores` at weight 1.
std::vector<ProductRow> candidates_of(const learn::Snapshot& snapshot, const Visitor& visitor,
                                      LaneScores& scores) {
  const std::size_t products = snapshot.products.size();
  const lookup::Bitmap allowed = lookup::Bitmap::of(products, visitor.bought).complement(products);
  std::vector<ProductRow> rows;
  for (const FixedSumWeights& lane : kAlone) {
    scores.weigh(lane);
    for (const lookup::Hit& hit : scores.top(kPerLane, allowed)) rows.push_back(hit.row);
  }
  scores.weigh({1, 1, 1, 1});
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

double weighted(const LaneParts& parts, const FixedSumWeights& weights) {
  return weights.factors * parts.factors + weights.cooccurrence * parts.cooccurrence +
         weights.linear * parts.linear + weights.people * parts.people;
}

double gain_at(std::size_t place) { return 1 / std::log2(static_cast<double>(place) + 2); }

}  // namespace

LaneTable::LaneTable(const learn::Snapshot& snapshot, const std::vector<const UserItems*>& people,
                     Timestamp now, std::size_t threads)
    : people_(people.size()), threads_(threads) {
  parallel_for(people.size(), kGrain, threads, [&](const Chunk& chunk) {
    for (std::size_t i = chunk.begin; i < chunk.end; ++i) {
      recommend::Request request;
      request.user_id = people[i]->user;
      request.now = now;
      const Visitor visitor = recommend::make_visitor(snapshot, request);
      LaneScores scores(snapshot, visitor, {1, 1, 1, 1});
      std::vector<std::string> wanted = people[i]->items;
      std::sort(wanted.begin(), wanted.end());
      people_[i].wanted = wanted.size();
      for (const ProductRow row : candidates_of(snapshot, visitor, scores)) {
        const bool is_wanted = std::binary_search(wanted.begin(), wanted.end(), snapshot.products.id(row));
        people_[i].candidates.push_back({scores.parts(row), is_wanted});
      }
    }
  });
}

double LaneTable::score(const FixedSumWeights& weights, std::size_t at) const {
  std::vector<double> sums(chunk_count(people_.size(), kGrain), 0.0);
  parallel_for(people_.size(), kGrain, threads_, [&](const Chunk& chunk) {
    std::vector<std::pair<double, std::size_t>> order;  // negative score, candidate: ascending is best first
    for (std::size_t i = chunk.begin; i < chunk.end; ++i) {
      const Person& person = people_[i];
      order.clear();
      for (std::size_t c = 0; c < person.candidates.size(); ++c)
        order.emplace_back(-weighted(person.candidates[c].parts, weights), c);
      const std::size_t shown = std::min(at, order.size());
      std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(shown), order.end());
      double hits = 0;
      double gain = 0;
      double ideal = 0;
      for (std::size_t place = 0; place < std::min(at, person.wanted); ++place) ideal += gain_at(place);
      for (std::size_t place = 0; place < shown; ++place) {
        if (!person.candidates[order[place].second].wanted) continue;
        hits += 1;
        gain += gain_at(place);
      }
      sums[chunk.index] += (hits / static_cast<double>(person.wanted) + gain / ideal) / 2;
    }
  });
  double sum = 0;
  for (const double part : sums) sum += part;
  return sum / static_cast<double>(people_.size());
}

}  // namespace suggestd::evaluate
